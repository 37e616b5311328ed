"""Conflict copies: what synchronizing programs leave where two people have changed one file.

Syncthing `客户.sync-conflict-20261122-101112-ABC.xlsx` · OneDrive `客户-DESKTOP-AB12CD.xlsx` · 坚果云 `客户-冲突-张三.xlsx`, `客户-NSConflict-…` · WPS
`客户-副本.xlsx` · 360 `客户(冲突).xlsx` · Dropbox `客户 (张三's conflicted copy 2026-11-22).xlsx` · Google Drive `客户 (1).xlsx`, `客户[Conflict].xlsx`, `Copy of 客户.xlsx`, `“客户”的副本.xlsx`.
Which of the two is right only a person can say, so they are told and never merged unasked. A name alone proves nothing: there must be the file it is a copy of.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from custsheet.texts import say

_COPY = re.compile(
    r"(?P<name>.+?)(?:"
    r"\.sync-conflict-[\w-]+"
    r"|-(?:DESKTOP|LAPTOP|WIN|PC|MACBOOK|SURFACE)[-\w]*"
    r"|[-_ ]?[(（\[【]?(?:冲突|NSConflict|conflict)[^)）\]】]*[)）\]】]?"
    r"| ?[(（][^()（）]*(?:conflicted copy|case conflict|冲突副本|冲突的副本)[^()（）]*[)）]"
    r"| ?[-_ ] ?(?:副本|Copy)(?: ?[(（]\d+[)）])?"
    r"| ?的副本(?: ?[(（]?\d+[)）]?)?"
    r"| ?[(（]\d{1,2}[)）]"
    r")",
    re.IGNORECASE,
)


_COPY_OF = re.compile(r"Copy(?: \(\d+\))? of (?P<name>.+)|[“\"](?P<quoted>.+)[”\"] ?的副本.*", re.IGNORECASE)


def conflicts(paths: Iterable[Path]) -> dict[Path, Path]:
    """Return, for every conflict copy among *paths*, the file it is a copy of.

    >>> [(copy.name, name.name) for copy, name in conflicts([Path("a.xlsx"), Path("a-副本.xlsx"), Path("b (1).xlsx")]).items()]
    [('a-副本.xlsx', 'a.xlsx')]
    """
    every = list(paths)
    known = {_key(each.parent, each.stem, each.suffix): each for each in every}
    found = {}
    for each in every:
        copied = _COPY_OF.fullmatch(each.stem) or _COPY.fullmatch(each.stem)
        name = next(filter(None, copied.groups()), "").rstrip() if copied else ""
        original = known.get(_key(each.parent, name, each.suffix)) if name else None
        if original:
            found[each] = original
    return found


def beside(files: Sequence[Path]) -> dict[Path, Path]:
    """Return the conflict copies that lie beside the *files*, and which of them each is a copy of."""
    every = {
        each for folder in {file.absolute().parent for file in files} for each in folder.iterdir() if each.is_file()
    }
    meant = {file.absolute(): file for file in files}
    found = conflicts(sorted(each for each in every if not each.name.startswith(("~$", ".~"))))
    return {copy: meant[original] for copy, original in found.items() if original in meant}


def conflict_notes(inputs: Sequence[Path]) -> tuple[str, ...]:
    """Return a sentence per conflict copy beside what is read: left out of a folder's files, read where it was named itself."""
    files = [
        each for path in inputs for each in (sorted(path.iterdir()) if path.is_dir() else [path]) if each.is_file()
    ]
    named = {path.absolute() for path in inputs}
    return tuple(
        f"W_CONFLICT_COPY: {say('errors', 'W_CONFLICT_COPY_READ' if copy in named else 'W_CONFLICT_COPY', copy=copy.name, file=file.name)}"
        for copy, file in beside(files).items()
    )


def copies_of_outputs(outputs: Sequence[Path]) -> tuple[str, ...]:
    """Return a sentence per conflict copy of an output that people type into: what is in it is not read."""
    there = [path for path in outputs if path.is_file()]
    return tuple(
        f"W_CONFLICT_COPY: {say('errors', 'W_CONFLICT_COPY_OUTPUT', copy=copy.name, file=file.name)}"
        for copy, file in beside(there).items()
    )


def _key(folder: Path, stem: str, suffix: str) -> tuple[Path, str, str]:
    return folder, stem.casefold(), suffix.casefold()
