"""Work on several columns at once: Arrow, NumPy and RapidFuzz let go of the interpreter while they count.

>>> answers(len, ["a", "bc"])
[1, 2]
"""

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

Part = TypeVar("Part")
Answer = TypeVar("Answer")
LEAST = 10_000  # things that are worth a thread of their own
_here = threading.local()


def answers(work: Callable[[Part], Answer], parts: Iterable[Part]) -> list[Answer]:
    """Return what *work* says of each part, in their order, worked on by as many threads as there are cores.

    What a part asks in its turn stays in its thread, for the other cores have work already.
    """
    if getattr(_here, "busy", False):
        return [work(part) for part in parts]
    with ThreadPoolExecutor(os.cpu_count() or 1, initializer=_begin) as threads:
        return list(threads.map(work, parts))


def _begin() -> None:
    _here.busy = True


def both(one: Callable[[], Part], other: Callable[[], Answer]) -> tuple[Part, Answer]:
    """Return the answers of two pieces of work, done side by side."""
    first, second = answers(lambda work: work(), (one, other))
    return first, second  # type: ignore[return-value]


def heaviest_first(work: Callable[[Part], Answer], parts: list[Part], weights: Iterable[float]) -> list[Answer]:
    """Return what `answers` does, and begin with what weighs most, so that no core waits for another in the end.

    >>> heaviest_first(len, ["a", "bc"], [1, 2])
    [1, 2]
    """
    order = [place for _, place in sorted((-weight, place) for place, weight in enumerate(weights))]
    told = dict(zip(order, answers(work, [parts[place] for place in order]), strict=True))
    return [told[place] for place in range(len(parts))]


def shares(count: int, most: int) -> list[slice]:
    """Return *count* things in parts of nearly one size, *most* at most; two per core where there are enough.

    >>> [(share.start, share.stop) for share in shares(5, 2)]
    [(0, 1), (1, 3), (3, 5)]
    """
    number = max(-(-count // most), min(2 * (os.cpu_count() or 1), count // LEAST), 1)
    ends = [count * part // number for part in range(number + 1)]
    return [slice(start, end) for start, end in pairwise(ends)]
