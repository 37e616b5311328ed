"""Hashes of stretches of text, for whole columns at once: two stretches with one hash have the same letters.

Differences of running sums of a polynomial (Karp and Rabin 1987), brought to one power and mixed.
"""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Told = TypeVar("Told", bound=np.generic)
FACTOR = 6364136223846793005  # of Knuth's linear congruential generator
_INVERSE = pow(FACTOR, -1, 1 << 64)


AT_ONCE = 1 << 18  # bytes of text looked at together, so that they stay in the processor's cache


class Letters(NamedTuple):
    """The letters of many texts, one after the other: code points, and where each text starts and how long it is."""

    signs: NDArray[np.uint32]
    start: Ints
    length: Ints
    ascii: NDArray[np.bool_]


def letters(texts: pa.Array) -> Letters:
    """Return the letters of texts."""
    length = pc.utf8_length(texts).to_numpy().astype(np.int64)
    plain = pc.string_is_ascii(texts).to_numpy(zero_copy_only=False).astype(bool)
    signs = np.frombuffer(_bytes(texts)[0].tobytes().decode().encode("utf-32-le"), np.uint32)
    return Letters(signs, np.cumsum(length) - length, length, plain)


def _bytes(texts: pa.Array) -> tuple[NDArray[np.uint8], Ints]:
    """Return the bytes of texts, one after the other, and where each ends, after a 0."""
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = texts.buffers()[2]
    signs = np.frombuffer(data, np.uint8) if data else np.empty(0, np.uint8)
    return signs[offsets[0] : offsets[-1]], offsets - offsets[0]


def by_parts(texts: pa.Array, told: Callable[[pa.Array], NDArray[Told]]) -> NDArray[Told]:
    """Return what is told of texts (large strings without nulls), a line per text."""
    ends = _bytes(texts)[1]
    cuts = np.unique(np.searchsorted(ends[1:] // AT_ONCE, np.arange(1, ends[-1] // AT_ONCE + 1)))
    starts = [0, *(int(each) for each in cuts if 0 < each < len(texts))]
    return np.concatenate(
        [told(texts.slice(at, end - at)) for at, end in zip(starts, [*starts[1:], len(texts)], strict=True)]
    )


def whole(texts: pa.Array) -> Ints:
    """Return a hash of every text."""
    return by_parts(texts, _whole)


def _whole(texts: pa.Array) -> Ints:
    signs, ends = _bytes(texts)
    return hashes(signs, ends[:-1], ends[1:])


def halves(texts: pa.Array, least: int) -> Ints:
    """Return a hash of the beginning and one of the end of every text, a line per text.

    They are -1 for texts of fewer letters than *least*, or half of it where one is not ASCII.
    """
    return by_parts(texts, partial(_halves, least))


def _halves(least: int, texts: pa.Array) -> Ints:
    told = letters(texts)
    half, ends = (told.length + 1) // 2, told.start + told.length
    hashed = hashes(told.signs, np.r_[told.start, ends - half], np.r_[told.start + half, ends])
    hashed[len(half) :] ^= 1 << 61  # beginnings and ends are no halves of each other
    long = told.length >= np.where(told.ascii, least, least // 2)
    return np.where(long, hashed.reshape(2, -1), -1).T


def hashes(signs: NDArray[np.uint8] | NDArray[np.uint32], start: Ints, end: Ints) -> Ints:
    """Return a hash of every stretch of code points or bytes; 62 bits, so that different ones hardly ever share it.

    >>> signs = np.array([7, 8, 9, 7, 8], np.uint32)
    >>> one, other, third = hashes(signs, np.array([0, 3, 1]), np.array([2, 5, 3])).tolist()
    >>> one == other, one == third
    (True, False)
    """
    power, back = (_powers(base, 1 << len(signs).bit_length())[: len(signs) + 1] for base in (FACTOR, _INVERSE))
    sums = np.zeros(len(signs) + 1, np.uint64)
    np.cumsum(power[:-1] * (signs + np.uint64(1)), out=sums[1:])
    mixed = (sums[end] - sums[start]) * back[start]
    mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(FACTOR)
    return (mixed >> np.uint64(2)).astype(np.int64)


@lru_cache(maxsize=16)
def _powers(base: int, count: int) -> NDArray[np.uint64]:
    """Return the powers of *base* from 0 on, modulo 2 to the 64th."""
    powers = np.full(count + 1, base, np.uint64)
    powers[0] = 1
    return np.cumprod(powers, out=powers)
