"""Which language to speak, decided before anything is said, so that `--help` and wrong options are answered in it too."""

import locale
import sys
from collections.abc import Mapping, Sequence

from custsheet.texts import LANGUAGES


def chosen(args: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return `zh` or `en`: `--lang` anywhere on the command line, else CUSTSHEET_LANG, else the locale.

    >>> chosen(["run", "--lang=en", "a.xlsx"], {"LANG": "zh_CN.UTF-8"})
    'en'
    >>> chosen(["run"], {"LANG": "zh_CN.UTF-8"})
    'zh'
    """
    return wished(args, environ) or ("zh" if _locale(environ).casefold().startswith(("zh", "chinese")) else "en")


def wished(args: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return the language that is asked for; "" where it is left to the locale, or to the settings of a workspace."""
    return next((each for each in (_asked(args), environ.get("CUSTSHEET_LANG", "")) if each in LANGUAGES), "")


def _asked(args: Sequence[str]) -> str:
    """Return what follows `--lang`, "" where it is not given."""
    before_files = args[: args.index("--")] if "--" in args else args
    for place, word in enumerate(before_files):
        if word == "--lang":
            return "".join(before_files[place + 1 : place + 2])
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return ""


def _locale(environ: Mapping[str, str]) -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return environ[name]
    return locale.getlocale()[0] or "" if sys.platform == "win32" else ""
