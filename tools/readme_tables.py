"""Write the generated tables of the README, Chinese and English: commands, kinds of values, rules. With `--check`, only tell whether they are stale.

A table stands between `<!-- table: NAME -->` and `<!-- end -->`; names are commands-zh, commands-en, kinds, rules-zh, rules-en.
"""

import re
import sys
from pathlib import Path

from custsheet.cli.group import COMMANDS
from custsheet.texts import lookup, room

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", ROOT / "docs" / "README.en.md")
BLOCK = re.compile(r"(<!-- table: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def commands(lang: str) -> list[list[str]]:
    """Return the commands and what they do."""
    texts = lookup("cli", "commands", lang=lang)
    lines = []
    for name, home in COMMANDS.items():
        parts = {f"{name} {sub}": key for sub, key in home.items()} if isinstance(home, dict) else {name: home}
        lines += [[f"`custsheet {full}`", texts[key]["short"]] for full, key in parts.items()]
    return [["command", "does"] if lang == "en" else ["命令", "作用"], *lines]


def kinds() -> list[list[str]]:
    """Return the kinds of values and the first line of their manuals."""
    from custsheet.fields import KINDS

    return [
        ["kind", "what"],
        *([f"`{name}`", (module.__doc__ or "").partition("\n")[0]] for name, module in KINDS.items()),
    ]


def rules(lang: str) -> list[list[str]]:
    """Return the rules and their titles."""
    pages = room("rules", lang)
    return [
        ["code", "meaning"] if lang == "en" else ["规则", "含义"],
        *([f"`{code}`", pages[code]["title"]] for code in sorted(pages)),
    ]


TABLES = {
    "commands-zh": lambda: commands("zh"),
    "commands-en": lambda: commands("en"),
    "kinds": kinds,
    "rules-zh": lambda: rules("zh"),
    "rules-en": lambda: rules("en"),
}


def markdown(rows: list[list[str]]) -> str:
    """Return *rows*, the first of them the headings, as a Markdown table."""
    heading, *rest = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = [heading, ["---"] * len(heading), *rest]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def refreshed(text: str) -> str:
    """Return the README's *text* with every table as it is now."""
    return BLOCK.sub(lambda found: found[1] + markdown(TABLES[found[2]]()) + found[3], text)


def main() -> int:
    """Write the tables, or with `--check` return 1 where they are stale."""
    stale = [page for page in PAGES if refreshed(page.read_text(encoding="utf-8")) != page.read_text(encoding="utf-8")]
    if "--check" not in sys.argv:
        for page in stale:
            page.write_text(refreshed(page.read_text(encoding="utf-8")), encoding="utf-8")
        return 0
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
