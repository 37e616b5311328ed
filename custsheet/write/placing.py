"""Putting staged files in place: all or none, whatever happens on the way.

Everything staged is flushed to the disk first; then a **journal** appears in the staging folder by one rename: the files to come,
each with the hash of the old content and the new. Before the journal is there, everything is old; from then on everything is new,
at the latest when the next run has finished what this one began (`recovered`). A fault on the way turns the journal
round, and the old files are put back. Where a person has meanwhile worked in an old file, the whole is taken back, so that the next
run reads what he typed.

A file that somebody has open, by the owner file beside it, is not replaced under his hands: the new one is published **beside**
it, under its name with the day. So is one that cannot be replaced, after it was tried again for about three seconds.
"""

import errno
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

import custsheet.write.beside as beside_
from custsheet.disk import flush, flush_folder, sha256, sha256s
from custsheet.errors import OutputError
from custsheet.texts import say
from custsheet.write.opened import opened_by

JOURNAL, UNDO = ".publish.json", ".undo.json"
JOURNALS = (JOURNAL, UNDO)
OLD = ".old"
LAST = "run.json"
NOTHING: Mapping[str, str] = MappingProxyType({})
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)  # seconds; a network drive holds a file a moment longer
_BUSY = {errno.EACCES, errno.EBUSY, errno.EPERM, errno.ETXTBSY}
_BUSY_WINDOWS = {5, 32, 33}

Names = dict[str, list[str]]  # of files to come and to go: SHA-256 of the old content ("" for none) and of the new


class Placed(NamedTuple):
    """The files in place, and what there is to say about those published beside."""

    paths: list[Path]
    notes: tuple[str, ...] = ()


def place(
    staged: Path, folder: Path, *, may: Callable[[], None] = lambda: None, gone: Mapping[str, str] = NOTHING
) -> Placed:
    """Move every staged file to its place in *folder*; files that are there already as they should be are left alone.

    *may* is asked just before the first change and raises where it should not be. Files *gone* are removed where their
    hash is the one given. State (hidden folders) goes after `run.json`, and that
    after the rest. Raises OutputError (`E_OUTPUT`) where a file can neither be replaced nor published beside: all is then as before.
    """
    order = _in_order(staged)
    known = {name: [digest, ""] for name, digest in gone.items() if _sha256(folder / name) == digest}
    names = known | {
        name: [_sha256(folder / name), new]
        for name, new in zip(order, sha256s([staged / name for name in order]), strict=True)
    }
    for name in order:
        flush(staged / name)
        _opens(staged / name)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (folder / name).is_dir():
            raise OutputError("E_OUTPUT", file=Path(name).name, why=os.strerror(errno.EISDIR))
    for name, (old, new) in names.items():
        if old and old != new:
            _keep(folder / name, staged / OLD / name)
    may()
    _commit(staged, names)
    try:
        moved = _forward(staged, folder, names)
    except BaseException:
        (staged / JOURNAL).rename(staged / UNDO)
        if _back(staged, folder, names):
            (staged / UNDO).unlink()
        raise
    paths = [folder / moved.get(name, name) for name in order if not _hidden(name)]
    return Placed(paths, tuple(_told(folder, name, there) for name, there in moved.items()))


def recovered(staged: Path, folder: Path) -> bool:
    """Finish what a killed run was about to publish; return False where it had to be taken back instead."""
    turned = (staged / UNDO).exists()
    names: Names = json.loads((staged / (UNDO if turned else JOURNAL)).read_text(encoding="utf-8"))
    waiting = [name for name in names if (staged / name).exists()]
    if not turned and all(_sha256(folder / name) in names[name] for name in waiting):
        _forward(staged, folder, names)
        return True
    if not turned:
        (staged / JOURNAL).rename(staged / UNDO)
    if not _back(staged, folder, names):
        raise OutputError("E_OUTPUT", file=folder.name, why=os.strerror(errno.EIO))
    return False


def _in_order(staged: Path) -> list[str]:
    names = [each.relative_to(staged).as_posix() for each in staged.rglob("*") if each.is_file()]
    return sorted(names, key=lambda name: (_hidden(name), name == LAST, name))


def _hidden(name: str) -> bool:
    return name.startswith(".")


def _commit(staged: Path, names: Names) -> None:
    """Let the journal appear: from here on the new files count."""
    begun = staged / (JOURNAL + ".new")
    begun.write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    flush(begun)
    begun.rename(staged / JOURNAL)
    flush_folder(staged)


def _forward(staged: Path, folder: Path, names: Names) -> dict[str, str]:
    """Put all files in place; return the names under which some were published beside."""
    moved: dict[str, str] = {}
    told = False
    for name, (old, new) in names.items():
        if (name == LAST or _hidden(name)) and moved and not told:
            beside_.told(staged, folder, moved)
            told = True
        if not new:
            _remove(folder / name, old)
        elif not (staged / name).exists():
            moved |= {} if _sha256(folder / name) == new or _hidden(name) else _found_beside(folder, name, new)
        elif old != new or name == LAST:
            _replace(staged, folder, name, moved)
    for each in {(folder / name).parent for name in names}:
        flush_folder(each)
    beside_.swept(folder, [name for name in names if name not in moved], staged / OLD / LAST)
    return moved


def _remove(path: Path, digest: str) -> None:
    """Remove a file that is as it was; one that somebody holds open stays until the next run."""
    try:
        if _sha256(path) == digest:
            path.unlink()
    except OSError as error:
        if not _busy(error):
            raise OutputError("E_OUTPUT", file=path.name, why=error.strerror or str(error)) from error


def _replace(staged: Path, folder: Path, name: str, moved: dict[str, str]) -> None:
    """Replace one file, or put it beside the one that somebody holds open; *moved* is told."""
    may_move = name != LAST and not _hidden(name)
    fault = OSError(errno.EBUSY, os.strerror(errno.EBUSY))
    for pause in () if may_move and opened_by(folder / name) else (*PAUSES, None):
        try:
            os.replace(staged / name, folder / name)  # noqa: PTH105 - the call that is atomic on every system
            return
        except OSError as error:
            fault = error
            if not _busy(error):
                break
            if pause is not None:
                time.sleep(pause)
    if _busy(fault) and may_move:
        with suppress(OSError):
            free = next(each for each in _beside(folder, name) if not each.exists())
            os.replace(staged / name, free)  # noqa: PTH105
            moved[name] = free.relative_to(folder).as_posix()
            return
    raise OutputError("E_OUTPUT", file=Path(name).name, why=fault.strerror or str(fault)) from fault


def _beside(folder: Path, name: str) -> Iterator[Path]:
    """Yield the places beside a file: `cleaned (2026-11-22 1).xlsx`, and so on."""
    target = folder / name
    for number in range(1, 1000):
        yield target.with_name(f"{target.stem} ({date.today().isoformat()} {number}){target.suffix}")


def _found_beside(folder: Path, name: str, new: str) -> dict[str, str]:
    target = folder / name
    there = [each for each in beside_.versions(target) if _sha256(each) == new]
    return {name: there[0].relative_to(folder).as_posix()} if there else {}


def _told(folder: Path, name: str, there: str) -> str:
    who = opened_by(folder / name)
    kind = "W_PUBLISHED_BESIDE_WHO" if who else "W_PUBLISHED_BESIDE"
    return f"W_PUBLISHED_BESIDE: {say('errors', kind, file=name, there=there, who=who)}"


def _back(staged: Path, folder: Path, names: Names) -> bool:
    """Put the old files back where they were replaced; what a person has worked in since is left alone. Return whether all could be."""
    whole = True
    for name, (old, new) in names.items():
        try:
            if old != new and _sha256(folder / name) == new:
                if (staged / OLD / name).exists():
                    os.replace(staged / OLD / name, folder / name)  # noqa: PTH105
                elif not old:
                    (folder / name).unlink(missing_ok=True)
            for each in beside_.versions(folder / name):
                if _sha256(each) == new:
                    each.unlink(missing_ok=True)
        except OSError:
            whole = False
    return whole


def _keep(target: Path, aside: Path) -> None:
    """Keep the old file under a second name (a copy, where the file system knows no links)."""
    aside.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(target, aside)
    except OSError:
        shutil.copy2(target, aside)


def _busy(error: OSError) -> bool:
    return error.errno in _BUSY or getattr(error, "winerror", None) in _BUSY_WINDOWS


def _opens(path: Path) -> None:
    """Raise OSError unless a workbook just written can be opened again."""
    if path.suffix == ".xlsx":
        try:
            ZipFile(path).close()
        except BadZipFile as error:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path)) from error


def _sha256(path: Path) -> str:
    """Return the SHA-256 of a file, "" where there is none."""
    return sha256(path) if path.is_file() else ""
