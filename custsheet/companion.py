"""A second interpreter that takes part of the work: Python itself works on one core alone, however many threads it has.

It is started before it is needed, for it takes a second to get ready. Nobody depends on it: where it cannot be started,
dies or fails at something, that is done here. It ends with us; where we are killed, it ends because it no longer hears us.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import IO, Any, TypeVar

import psutil

import custsheet.texts as texts
from custsheet.ease import at_ease

Part = TypeVar("Part")
Answer = TypeVar("Answer")
LARGE = 2_000_000  # bytes
ROOM = 150  # times as much memory as the inputs have bytes
_BEGIN = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from custsheet.companion import serve; serve()"
)
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_companion: ContextVar[Companion | None] = ContextVar("companion", default=None)


class Unanswered(Exception):
    """The companion has not done what it was asked for."""


class Companion:
    """An interpreter that works beside this one until it is dismissed; *module* is what it loads meanwhile.

    Raises OSError where none can be started.
    """

    def __init__(self, module: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BEGIN],  # -P: nothing is imported from the folder we are called in
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=_NO_WINDOW,
        )
        assert self._process.stdin and self._process.stdout
        self._asked, self._told = self._process.stdin, self._process.stdout
        self.talking = Lock()  # it hears one of us at a time
        for each in (sys.path, module):
            self._send(pickled(each))

    def begin(self, work: bytes) -> None:
        """Let it know what is to be done with the parts that it is asked for next: a pickle of language and work."""
        self._send(pickled(None))
        self._send(work)

    def answer(self, part: object) -> Any:
        """Return what the work says of a part."""
        self._send(pickled((part,)))
        done, answer = pickle.load(self._told)
        if not done:
            raise Unanswered
        return answer

    def dismiss(self) -> None:
        """Let it end, whatever it is at."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._asked, self._told):
            with suppress(OSError):
                pipe.close()

    def _send(self, what: bytes) -> None:
        self._asked.write(what)
        self._asked.flush()


def pickled(what: object) -> bytes:
    """Return what is sent to a companion, or by it."""
    return pickle.dumps(what, protocol=pickle.HIGHEST_PROTOCOL)


def worth_it(paths: Iterable[Path]) -> bool:
    """Tell whether a run on these files is so long that a companion saves more than it costs, and memory is there for two.

    Of files that cannot be looked at it is for reading to say so.
    """
    try:
        files = [file for path in paths for file in (path.glob("*") if path.is_dir() else [path]) if file.is_file()]
        size = sum(file.stat().st_size for file in files)
    except OSError:
        return False
    return size > LARGE and psutil.virtual_memory().available > ROOM * size


@contextmanager
def at_hand(paths: Sequence[Path], module: str) -> Iterator[None]:
    """Let a companion share what is done inside, a run on these files, where it is of use and possible."""
    companion = None
    if worth_it(paths) and (os.cpu_count() or 1) > 1 and sys.executable and not getattr(sys, "frozen", False):
        with suppress(OSError):
            companion = Companion(module)
    before = _companion.set(companion)
    try:
        yield
    finally:
        _companion.reset(before)
        if companion:
            companion.dismiss()


def shared(
    work: Callable[[Part], Answer], parts: Sequence[Part], meanwhile: Callable[[], None] = lambda: None
) -> list[Answer]:
    """Return what *work* says of each part, in their order; each part is done by whoever is free first.

    *work*, its parts and answers go to the companion and back as pickles. What the companion fails at is done once more, here.
    *meanwhile* is what we do first.

    >>> shared(len, ["a", "bc"])
    [1, 2]
    """
    companion = _companion.get()
    left, answers = deque(enumerate(parts)), dict[int, Answer]()
    thread = Thread()
    if companion and len(parts) > 1:
        with suppress(Exception):  # a work that cannot travel is done here
            sent = pickled((texts.language(), work))
            thread = Thread(target=_help_out, args=(companion, sent, left, answers), daemon=True)
            thread.start()
    try:
        meanwhile()
        while len(answers) < len(parts):
            if taken := _next(left):
                answers[taken[0]] = work(taken[1])
            else:
                thread.join()
    except BaseException:
        if companion:
            companion.dismiss()  # before anybody clears away what it writes
        raise
    return [answers[place] for place in range(len(parts))]


def _help_out(companion: Companion, work: bytes, left: deque[tuple[int, Part]], answers: dict[int, Answer]) -> None:
    """Let the companion take parts that are left and note its answers, until there is none or it fails."""
    taken = None
    with companion.talking:
        try:
            companion.begin(work)
            while taken := _next(left):
                answers[taken[0]] = companion.answer(taken[1])
        except Exception as error:  # whatever it is, the part is done here, and there it is told
            if taken:
                left.append(taken)
            if not isinstance(error, Unanswered):
                companion.dismiss()  # who was interrupted in the middle of a word understands no other


def _next(left: deque[tuple[int, Part]]) -> tuple[int, Part] | None:
    with suppress(IndexError):
        return left.popleft()
    return None


def serve() -> None:
    """Answer what is asked on standard input, until nobody is there to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all at a terminal: who asks us decides
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing that is printed gets between the answers
    asked = SimpleQueue[Any]()
    with at_ease():
        import_module(pickle.load(sys.stdin.buffer))
        Thread(target=_listen, args=(sys.stdin.buffer, asked), daemon=True).start()
        _answer(asked, told)


def _listen(heard: IO[bytes], asked: SimpleQueue[Any]) -> None:
    """Note what is asked; where nobody is there any more, end at once, whatever is being done."""
    try:
        while True:
            asked.put(pickle.load(heard))
    finally:
        os._exit(1)


def _answer(asked: SimpleQueue[Any], told: IO[bytes]) -> None:
    work: Callable[[Any], Any] = bool
    while True:
        part = asked.get()
        if part is None:
            language, work = asked.get()
            texts.use(language)
            continue
        try:
            answer = pickled((True, work(*part)))
        except Exception:
            answer = pickled((False, None))
        told.write(answer)
        told.flush()
