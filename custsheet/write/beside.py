"""Files published beside one that is open elsewhere: what the record of the run says of them, and when they go again."""

import hashlib
import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from custsheet.texts import say

RECORD, HASHES = "run.json", ".custsheet/outputs.json"
RESTS_ON = {"cleaned.xlsx": ".custsheet/members.csv", "issues.xlsx": ".custsheet/issues.csv"}  # state about the file in its place
_DATED = re.compile(r" \(\d{4}-\d\d-\d\d \d+\)")


def versions(target: Path) -> list[Path]:
    """Return the files published beside *target*, by name."""
    if not target.parent.is_dir():
        return []
    return sorted(
        each
        for each in target.parent.iterdir()
        if each.suffix == target.suffix
        and each.stem.startswith(target.stem)
        and _DATED.fullmatch(each.stem.removeprefix(target.stem))
    )


def told(staged: Path, folder: Path, moved: dict[str, str]) -> None:
    """Let the staged record and the staged hashes say where files were put instead; *moved* maps names to names.

    The file that is still in its place keeps the hash recorded for it, and the state that describes it stays the old one.
    """
    record = _json(staged / RECORD)
    if record:
        for line in record.get("outputs", []):
            line["file"] = moved.get(line["file"], line["file"])
        record["beside"] = moved
        notes = [say("errors", "W_PUBLISHED_BESIDE", file=name, there=there) for name, there in moved.items()]
        record["notes"] = [*record.get("notes", []), *(f"W_PUBLISHED_BESIDE: {each}" for each in notes)]
        _write(staged / RECORD, record, indent=1)
    hashes, before = _json(staged / HASHES), _json(folder / HASHES)
    if hashes:
        for name, there in moved.items():
            hashes[there] = hashes.pop(name, "")
            hashes |= {name: before[name]} if name in before else {}
        _write(staged / HASHES, hashes, indent=0)
    for name in moved:
        (staged / RESTS_ON.get(name, "-")).unlink(missing_ok=True)


def swept(folder: Path, names: Sequence[str]) -> None:
    """Remove what was published beside *names* earlier and nobody has worked in: the file itself is up to date again."""
    hashes = _json(folder / HASHES)
    for each in (each for name in names if not name.startswith(".") for each in versions(folder / name)):
        with suppress(OSError):
            if hashlib.sha256(each.read_bytes()).hexdigest() == hashes.get(each.relative_to(folder).as_posix()):
                each.unlink()


def _json(path: Path) -> dict:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, content: dict, indent: int) -> None:
    begun = path.with_name(path.name + ".new")
    begun.write_text(
        json.dumps(content, ensure_ascii=False, indent=indent, sort_keys=not indent) + "\n", encoding="utf-8", newline="\n"
    )
    os.replace(begun, path)  # noqa: PTH105
