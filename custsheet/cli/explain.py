"""`custsheet explain [CODE]`: the manual page of a rule, or the list of all."""

import difflib
from collections import defaultdict
from string import Formatter
from typing import Any

import custsheet.cli.console as console
from custsheet.errors import ConfigError
from custsheet.texts import language, lookup, room, say

PARAMETERS = ("code", "as_json")
PARTS = ("why", "fix", "bad", "good", "change")


def call(code: str, as_json: bool) -> int:
    """Print the page of *code*, or all codes with their titles."""
    pages = room("rules", language())
    if as_json:
        console.result_json({"rules": {code: page(code, pages)} if code else pages})
    else:
        console.result(shown(code, page(code, pages)) if code else listed(pages))
    return 0


def page(code: str, pages: dict[str, Any]) -> dict[str, Any]:
    """Return the page of *code*, of an issue or a correction. ConfigError (`E_CODE_UNKNOWN`) names the nearest codes."""
    corrected = _correction(code)
    if code in pages or corrected:
        return {**corrected, **pages.get(code, {})}
    near = difflib.get_close_matches(code, pages, n=3, cutoff=0.5) or [each for each in pages if code in each][:3]
    raise ConfigError("E_CODE_UNKNOWN", code=code, near=", ".join(near) or "custsheet explain")


def _correction(code: str) -> dict[str, str]:
    """Return the page of a correction that can be taken back; nothing for any other code."""
    from custsheet.rules import CHANGES
    from custsheet.write.words import change_title

    if code not in CHANGES:
        return {}
    told = say("cli", "explain", "corrected", code=code)
    return {"title": change_title(code), "change": told}


def listed(pages: dict[str, Any]) -> str:
    """Return one line per code."""
    width = max(map(len, pages), default=0)
    return "\n".join(f"{code:<{width}}  {text['title']}" for code, text in sorted(pages.items()))


def shown(code: str, text: dict[str, Any]) -> str:
    """Return a manual page as it is read on a console."""
    words = lookup("cli", "explain")
    parts = [f"{words[part]}\n  {text[part]}" for part in PARTS if text.get(part)]
    message = [say("cli", "explain", "message") + "\n  " + sample(text["message"])] if text.get("message") else []
    return "\n\n".join([f"{code} · {text['title']}", *message, *parts])


def sample(template: str) -> str:
    """Return a message with its facts left open.

    >>> sample("第{line}行「{heading}」有误")
    '第…行「…」有误'
    """
    return Formatter().vformat(template, (), defaultdict(lambda: "…"))
