"""One run at a time per output folder.

Two locks, because neither is enough alone. A lock of the **operating system** (in the local temporary folder) keeps a second run of the same
user on the same machine out and is gone with the process. A **lease** file `.custsheet/lease` keeps other machines and users out: it names host,
process, user and since when, and a thread renews it every minute; 30 minutes without a heartbeat and it may be taken over, at once where its process
is known to be dead. Network drives break locks, so both may fail: `Hold.may` is asked before anything is published, and refuses
where the lease is no longer ours or another run has published meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from custsheet.errors import LockError
from custsheet.texts import say

STATE, LEASE, RECORD = ".custsheet", "lease", "run.json"
BEAT = 60.0  # seconds between heartbeats
STALE = 30 * 60.0  # seconds without one
PATIENCE = 1.0  # seconds until the holder has said who he is


@dataclass(frozen=True)
class Lease:
    """Who holds a folder. Times are seconds since 1970 by the holder's clock."""

    host: str
    pid: int
    user: str
    since: float
    heartbeat: float
    started: float  # the process, for its number may be given again
    machine: str
    key: str


class Held(NamedTuple):
    """A folder that is ours."""

    folder: Path
    lease: Lease
    record: str  # hash of `run.json` when the folder was taken
    taken: Lease | None  # the stale lease that was taken over

    def may(self) -> None:
        """Raise LockError where the lease was lost, or another run has published since: then nothing may be published."""
        now = read(self.folder)
        if now is not None and now.key != self.lease.key:
            raise _said(now)
        if _digest(self.folder / RECORD) != self.record:
            raise LockError("E_OVERTAKEN", folder=str(self.folder))

    @property
    def notes(self) -> tuple[str, ...]:
        """What there is to say about how the folder was taken."""
        return (f"W_LOCK_TAKEN: {say('errors', 'W_LOCK_TAKEN', **_facts(self.taken))}",) if self.taken else ()


@contextmanager
def held(folder: Path) -> Iterator[Held]:
    """Hold *folder* for this run. Raises LockError (`E_LOCKED`, exit 5) naming host, process and since when."""
    from filelock import FileLock, Timeout

    lock = FileLock(_local(folder), timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise _locked(folder) from error
    try:
        hold = _leased(folder)
        with _beating(folder / STATE / LEASE, hold.lease):
            yield hold
    finally:
        lock.release()


def read(folder: Path) -> Lease | None:
    """Return the lease of a folder, None where there is none that can be read."""
    try:
        return Lease(**json.loads((folder / STATE / LEASE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def holder(folder: Path) -> tuple[Lease | None, bool]:
    """Return the lease of a folder, and whether who has it is still at work."""
    lease = read(folder)
    return lease, lease is not None and _alive(folder / STATE / LEASE, lease)


def running(number: int, started: float = 0.0) -> bool:
    """Return whether a process of this machine is alive, and is the one *started* then."""
    try:
        return (
            not started or abs(psutil.Process(number).create_time() - started) < 2
            if psutil.pid_exists(number)
            else False
        )
    except psutil.Error:
        return False


def of_the_dead(path: Path, prefix: str, stale: float) -> bool:
    """Return whether who made `<prefix>-<machine>-<process>-…` is over: dead on this machine, or *stale* seconds without a sign."""
    host, _, rest = path.name.removeprefix(f"{prefix}-").partition("-")
    number = rest.partition("-")[0]
    if host == machine() and number.isdigit():
        return not running(int(number))
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > stale
    return False


@cache
def machine() -> str:
    """Return by what this machine (and this container on it) is known; 8 hex digits."""
    try:
        space = os.readlink("/proc/self/ns/pid")  # noqa: PTH115
    except OSError:
        space = ""
    return hashlib.sha256(f"{socket.gethostname()}|{uuid.getnode()}|{space}".encode()).hexdigest()[:8]


def _local(folder: Path) -> Path:
    """Return the lock file of the operating system that stands for a folder: local, for shares break locks."""
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    home = Path(tempfile.gettempdir()) / f"custsheet-{user}"
    home.mkdir(mode=0o700, exist_ok=True)
    whole = os.path.normcase(os.path.realpath(folder))
    return home / f"{hashlib.sha256(whole.encode()).hexdigest()[:24]}.lock"


def _leased(folder: Path) -> Held:
    """Take the lease of *folder*, over a stale one if need be."""
    (folder / STATE).mkdir(parents=True, exist_ok=True)
    now = time.time()
    mine = Lease(
        socket.gethostname(),
        os.getpid(),
        _user(),
        now,
        now,
        psutil.Process().create_time(),
        machine(),
        uuid.uuid4().hex,
    )
    try:
        taken = _taken(folder, mine)
    except BaseException:
        _given_back(folder / STATE / LEASE, mine)
        raise
    return Held(folder, mine, _digest(folder / RECORD), taken)


def _taken(folder: Path, mine: Lease) -> Lease | None:
    """Put our lease where there is none, or a stale one, which is returned."""
    state, taken = folder / STATE, None
    if not _begun(state / LEASE, mine):
        taken = read(folder)
        if _alive(state / LEASE, taken):
            raise _locked(folder)
        _renew(state / LEASE, mine)
        now_there = read(folder)
        if now_there is None or now_there.key != mine.key:  # two took it over at once: the last one has it
            raise _locked(folder)
    return taken


def _begun(path: Path, lease: Lease) -> bool:
    """Write a lease where there is none, whole from its first moment on; return False where there is one."""
    beside = _written(path, lease)
    try:
        os.link(beside, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(beside.read_text(encoding="utf-8"))
        except FileExistsError:
            return False
    finally:
        _cleared(beside)
    return True


def _renew(path: Path, lease: Lease) -> None:
    beside = _written(path, lease)
    try:
        os.replace(beside, path)  # noqa: PTH105
    except OSError:
        _cleared(beside)
        raise


def _written(path: Path, lease: Lease) -> Path:
    beside = path.with_name(f"{LEASE}-{lease.machine}-{lease.pid}-{lease.key[:8]}.tmp")
    try:
        beside.write_text(json.dumps(asdict(lease)), encoding="utf-8")
    except OSError:
        _cleared(beside)
        raise
    return beside


def _cleared(path: Path) -> None:
    """Remove a file; where the disk refuses it stays, for the next run to clear away: a lease of the dead counts for nothing."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _alive(path: Path, lease: Lease | None) -> bool:
    """Return whether who holds a lease is at work: on this machine by his process, elsewhere by heartbeat or the file's time."""
    if lease is not None and lease.machine == machine():
        return running(lease.pid, lease.started)
    try:
        beats = [path.stat().st_mtime, *([lease.heartbeat] if lease else [])]
    except OSError:
        return False
    return min(abs(time.time() - beat) for beat in beats) < STALE


@contextmanager
def _beating(path: Path, lease: Lease) -> Iterator[None]:
    """Renew a lease from a thread; give it back at the end, if it is still ours."""
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(path, lease, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        _given_back(path, lease)


def _given_back(path: Path, lease: Lease) -> None:
    """Remove a lease if it is still ours, and what we and the dead began to write beside it."""
    now = read(path.parent.parent)
    if now is not None and now.key == lease.key:
        _cleared(path)
    with suppress(OSError):
        for each in path.parent.glob(f"{LEASE}-*.tmp"):
            if each.name.startswith(f"{LEASE}-{lease.machine}-{lease.pid}-") or of_the_dead(each, LEASE, STALE):
                _cleared(each)
    with suppress(OSError):  # nothing else there: the run wrote nothing
        path.parent.rmdir()
        path.parent.parent.rmdir()


def _beat(path: Path, lease: Lease, over: threading.Event) -> None:
    while not over.wait(BEAT):
        now = read(path.parent.parent)
        if now is not None and now.key == lease.key:
            with suppress(OSError):  # the share is away for a moment
                _renew(path, replace(lease, heartbeat=time.time()))


def _locked(folder: Path) -> LockError:
    """Return the refusal, with who holds the folder as far as he has said so yet."""
    until = time.monotonic() + PATIENCE
    while (lease := read(folder)) is None and time.monotonic() < until:
        time.sleep(0.05)
    return _said(lease)


def _said(lease: Lease | None) -> LockError:
    if lease is None:
        return LockError("E_LOCKED", host=socket.gethostname(), pid="?", user="?", since="?")
    return LockError("E_LOCKED", **_facts(lease))


def _facts(lease: Lease) -> dict[str, Any]:
    since = datetime.fromtimestamp(lease.since).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return {"host": lease.host, "pid": lease.pid, "user": lease.user, "since": since}


def _user() -> str:
    try:
        return psutil.Process().username()
    except (psutil.Error, KeyError):
        return ""


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
