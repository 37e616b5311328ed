"""A command's turn at an output folder: nobody else writes there, and what a killed run began is finished first."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from custsheet import history, runlog
from custsheet.errors import ConfigError, CustsheetError, InputError, LockError
from custsheet.lock import Held, held
from custsheet.write import VERBS
from custsheet.write.publish import faults, finish_interrupted, preflight


@contextmanager
def at(folder: Path, verb: str, dry: bool = False) -> Iterator[Held | None]:
    """Hold *folder* while *verb* writes there; None, and nothing asked, on a dry run.

    Raises OutputError (`E_NO_WRITE`, `E_DISK_FULL`, `E_OUTPUT`) and LockError (`E_LOCKED`) before any work. Faults, and what was taken over, are logged.
    """
    if dry:
        yield None
        return
    preflight(folder)
    with ExitStack() as leaving:
        with faults(folder):
            hold = leaving.enter_context(held(folder))
        if hold.taken:
            runlog.note(folder, "taken_over", code="W_LOCK_TAKEN", holder=hold.taken.host, pid_before=hold.taken.pid)
        try:
            for _ in finish_interrupted(folder):
                runlog.note(folder, "finished_interrupted")
            with faults(folder):
                history.mended(folder)
            yield hold
        except BaseException as error:
            if (folder / "run.json").exists() and not isinstance(error, LockError):
                slip = verb not in VERBS and isinstance(error, ConfigError | InputError)  # of a person, who is told
                runlog.note(folder, "refused" if slip else "failed", verb=verb, code=_code(error))
            raise


def _code(error: BaseException) -> str:
    return error.code if isinstance(error, CustsheetError) else type(error).__name__
