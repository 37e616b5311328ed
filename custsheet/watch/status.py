"""Whether the runs into a folder still work: a dead man's switch for monitoring.

State 0 (fine), 1 (a person must look: the last attempt failed or was broken off, a gate was not passed, a file was published beside, or a run was taken back), 2 (no good run for too long), 3 (never run): Nagios' own codes.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from custsheet import runlog
from custsheet.lock import holder
from custsheet.texts import lookup, say

GOOD = ("published", "unchanged")
BROKEN_OFF = "E_BROKEN_OFF"  # told of a run that was killed, or whose machine went down
GATES = ("E_SCORE_LOW", "E_SCORE_NONE", "E_SCORE_DROP")
NAMES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")


class Status(NamedTuple):
    """How the runs into a folder are doing. Ages in seconds."""

    state: int
    folder: str
    last: str  # time of the last good run, ISO with zone
    age: int  # of it; -1 where there is none
    failed: str  # code of the last attempt, if it failed, or of the gate that the last result did not pass
    running: str  # host and process of a run at work
    pending: int  # possible duplicates nobody has decided
    errors: int  # issues of the level error
    customers: int
    score: float  # -1 where it was not measured
    beside: tuple[str, ...]  # files that were open elsewhere
    undone: int = 0  # the run that was taken back, where none has been published since


def examine(folder: Path, max_age: float = 0.0, now: datetime | None = None) -> Status:
    """Return the status of an output folder; *max_age* in seconds, 0 for no limit."""
    log = [line for line in runlog.lines(folder) if line.get("event") in (*GOOD, "failed", "gate")]
    good = [line for line in log if line["event"] in GOOD]
    record = _record(folder)
    last = str(good[-1]["time"]) if good else ""
    age = int(((now or datetime.now().astimezone()) - datetime.fromisoformat(last)).total_seconds()) if last else -1
    lease, working = holder(folder)
    failed = BROKEN_OFF if lease and not working else _failed(log)
    undone = record.get("undone", 0)
    beside = tuple(dict(record.get("beside", {})).values())
    state = 3 if not good else 2 if max_age and age > max_age else 1 if failed or beside or undone else 0
    counts: Mapping[str, Any] = record.get("counts", {})
    return Status(
        state,
        str(folder),
        last,
        age,
        failed,
        f"{lease.host} {lease.pid}" if lease and working else "",
        int(counts.get("matches", {}).get("possible", 0)),
        int(counts.get("issues", {}).get("error", 0)),
        int(counts.get("customers", 0)),
        _score(record.get("scores", {})),
        beside,
        int(undone),
    )


def _failed(log: list[dict[str, object]]) -> str:
    """Return the code of what is wrong by the log, "" for nothing: the last attempt failed, or the last result a gate."""
    results = [line for line in log if line["event"] in ("published", "gate")]
    wrong = [*results[-1:], *log[-1:]]
    return next((str(line.get("code", "")) for line in reversed(wrong) if line["event"] in ("failed", "gate")), "")


def told(found: Status, form: str) -> str:
    """Return a status as `text`, `nagios` (one line with figures) or `zabbix` (lines for `zabbix_sender -i -`)."""
    figures: dict[str, float] = {
        "age": found.age,
        "pending": found.pending,
        "errors": found.errors,
        "customers": found.customers,
    }
    figures |= {"score": found.score} if found.score >= 0 else {}
    if form == "zabbix":
        lines = {"state": found.state, **figures}
        return "\n".join(f"- custsheet.{name} {value}" for name, value in lines.items())
    sentence = _sentence(found)
    if form == "nagios":
        units = " ".join(f"{name}={value}{'s' if name == 'age' else ''}" for name, value in figures.items())
        return f"CUSTSHEET {NAMES[found.state]} - {sentence.replace('|', '/')} | {units}"
    return "\n".join([sentence, *_details(found)])


def seconds(word: str) -> float:
    """Return how long `90m`, `26h` or `3d` is, in seconds. ValueError for anything else, and for a number without a unit.

    >>> seconds("26h")
    93600.0
    """
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400}
    if word[-1:] not in units:
        raise ValueError(word)
    return float(word[:-1]) * units[word[-1]]


def _sentence(found: Status) -> str:
    if found.state == 3:
        return say("watch", "status", "never")
    wrong = "failed" if found.failed else "beside" if found.beside else "undone"
    kind = ("fine", "gate" if found.failed in GATES else wrong, "stale")[found.state]
    facts = {
        "last": found.last[:16].replace("T", " "),
        "ago": _ago(found.age),
        "code": lookup("watch", "status", "ended").get(found.failed, found.failed),
    }
    return say("watch", "status", kind, **facts)


def _ago(age: int) -> str:
    """Return how long ago something was, in whole minutes, hours or days.

    >>> _ago(30), _ago(7_300), _ago(200_000)
    ('0 分钟前', '2 小时前', '2 天前')
    """
    unit, length = ("minutes", 60) if age < 7_200 else ("hours", 3600) if age < 172_800 else ("days", 86_400)
    return say("watch", "status", "ago", unit, count=age // length)


def _details(found: Status) -> list[str]:
    lines = [say("watch", "status", "counts", customers=found.customers, errors=found.errors, pending=found.pending)]
    lines += [say("watch", "status", "score", score=found.score)] if found.score >= 0 else []
    lines += [say("watch", "status", "running", who=found.running)] if found.running else []
    return [*lines, *(f"  {each}" for each in found.beside)]


def _score(scores: Any) -> float:
    found = scores.get("total", scores.get("score", -1)) if isinstance(scores, dict) else -1
    return float(found) if isinstance(found, int | float) else -1.0


def _record(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
