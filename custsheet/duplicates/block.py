"""Which pairs of rows are worth comparing: blocking in several passes, in NumPy.

Every piece of evidence offers keys: the value itself, the keys of its kind (a reading, the tail of a phone), and its two
halves, one of which a slip of the pen mostly leaves intact. Rows with a key in common form a block, and all pairs of a block
are candidates, the smallest blocks first, until the pass has used its budget. On a sheet so small that all its pairs are
no more work than that, all are candidates. Larger blocks of values and keys are split by every other column that has large
blocks; what is still too large is sorted, and neighbours are paired (Hernández and Stolfo 1995). Large blocks of halves are
left out: what shares a half alone is no more alike than strangers of one birth year. `facts` says how many rows were only
compared with their neighbours, or share what is made for one customer (a phone) with so many that only those alike in
something else were compared; and how many pairs agree in their key alone and were left at that.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import custsheet.duplicates.cores as cores
from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import KINDS

Mask = NDArray[np.bool_]
Question = Callable[[Ints, Ints], Mask]
BUDGET = 2  # candidate pairs per row and pass; of halves and of blocks that were split, half of it
SMALL = 50_000  # pairs that any pass may use
EVERY = 500_000  # pairs up to which nothing is left out: a thousand rows
WINDOW = 3  # neighbours on each side in blocks that cannot be split
KEYS_ONLY, HALVES = -1, -2  # passes that are not the value itself
_NO_KEYS = ("gender", "place")


class Candidates(NamedTuple):
    """Pairs of positions, left below right, and what blocking has to tell."""

    left: Ints
    right: Ints
    facts: dict[str, int]


class _Key(NamedTuple):
    rows: Ints  # positions; a row may come several times
    block: Ints  # the number of its block


class _Found(NamedTuple):
    """What one pass found: pairs as `left * count + right`, ascending, how many it looked at, blocks, blocks split, rows capped."""

    pairs: Ints
    looked: int
    blocks: int
    split: int
    capped: Ints


def everything(left: Ints, right: Ints) -> Mask:
    """Return that all pairs are wanted."""
    return np.ones(len(left), bool)


def candidates(
    evidence: list[Evidence],
    count: int,
    every: int = EVERY,
    wanted: Question = everything,
    sure: Question = everything,
) -> Candidates:
    """Return the pairs of *count* rows that share at least one key; all pairs where there are no more than *every*.

    Of all that are looked at (`facts`: candidates) only those *wanted* are kept, and of what only a key made a pair only
    what is *sure* besides.
    """
    if count * (count - 1) // 2 <= every:
        left, right = np.triu_indices(count, 1)
        kept = wanted(left, right)
        return Candidates(
            left[kept], right[kept], {"blocks": 1, "split": 0, "capped": 0, "candidates": len(left), "alone": 0}
        )
    search = _Search(evidence, count, wanted)
    found = cores.answers(search.found, _passes(evidence))
    pairs = _distinct([each.pairs for each in found])
    left, right = pairs // count, pairs % count
    shares = cores.shares(len(pairs), len(pairs) or 1)
    kept = np.concatenate(cores.answers(lambda share: sure(left[share], right[share]), shares))
    told = {
        "blocks": sum(each.blocks for each in found),
        "split": sum(each.split for each in found),
        "capped": len(np.unique(np.concatenate([np.empty(0, np.int64), *(each.capped for each in found)]))),
        "candidates": sum(each.looked for each in found),
        "alone": int((~kept).sum()),
    }
    return Candidates(left[kept], right[kept], told)


def _distinct(found: list[Ints]) -> Ints:
    """Return all numbers once, in order, of several that are in order each: faster than by hashing."""
    every = np.sort(np.concatenate([np.empty(0, np.int64), *found]), kind="stable")
    return every[np.flatnonzero(np.diff(every, prepend=-1))]


class _Search:
    """How pairs are looked for: the columns with large blocks and who is in these, the budget, and which pairs are wanted."""

    def __init__(self, evidence: list[Evidence], count: int, wanted: Question) -> None:
        told = [(codes, each) for each in evidence for codes in each.codes]
        self.columns = [codes for codes, _ in told]
        self.pointed = [KINDS[each.kind].pointed for _, each in told]
        self.count, self.wanted = count, wanted
        self.budget = max(SMALL, BUDGET * count)
        passing = [number for number, (_, each) in enumerate(told) if each.kind not in _NO_KEYS]
        large = cores.answers(lambda number: _in_large(self.columns[number], self.budget), passing)
        self.large = {number: rows for number, rows in zip(passing, large, strict=True) if rows.any()}
        self.settled = np.zeros(
            count, bool
        )  # met all who share something, by the pass of a column without large blocks
        for number, rows in zip(passing, large, strict=True):
            self.settled |= (self.columns[number] >= 0) & ~rows

    def found(self, asked: tuple[int, Callable[[], _Key]]) -> _Found:
        """Return what one pass finds: the number of the column it comes from, or KEYS_ONLY or HALVES, and its key."""
        number, key_of = asked
        key, pairs = key_of(), _Pairs(self)
        large = pairs.within(key, self.budget if number >= KEYS_ONLY else self.budget // 2)
        if not len(large.rows) or number < KEYS_ONLY:
            return pairs.told(0, large.rows[:0])
        large = large._replace(block=_numbered(large.block))
        left_over = ~self._crossed(number, large, pairs)[large.rows]
        rest = _Key(large.rows[left_over], large.block[left_over])
        pairs.add(*_neighbours(rest, self.columns))
        hidden = large.rows if number >= 0 and self.pointed[number] else rest.rows
        return pairs.told(int(large.block[-1]) + 1, hidden)

    def _crossed(self, number: int, large: _Key, pairs: "_Pairs") -> Mask:
        """Split large blocks by every other column that has large blocks, and return which rows met all that is left.

        What shares a small block of another column was found by its pass, and so was what an earlier column and this share.
        """
        settled = self.settled.copy()
        for column, crowded in self.large.items():
            if column <= number:
                continue
            codes, among = self.columns[column], crowded[large.rows]
            rest = pairs.within(_both(large, codes, among), self.budget // 2)
            now = np.zeros(self.count, bool)
            now[large.rows[among]] = True
            now[rest.rows] = False
            settled |= now
        return settled


class _Pairs:
    """The wanted pairs of one pass, and how many it looked at."""

    def __init__(self, search: _Search) -> None:
        self.search = search
        self.kept: list[Ints] = []
        self.looked = self.blocks = 0

    def add(self, left: Ints, right: Ints) -> None:
        """Keep those of some pairs that are wanted; left is below right."""
        self.looked += len(left)
        wanted = self.search.wanted(left, right)
        self.kept.append(left[wanted] * self.search.count + right[wanted])

    def within(self, key: _Key, budget: int) -> _Key:
        """Add all pairs of the smallest blocks, as far as the budget goes, and return what is in larger ones."""
        rows, block = _in_blocks(key, self.search.count)
        starts = np.flatnonzero(np.r_[True, block[1:] != block[:-1]]) if len(block) else np.empty(0, np.int64)
        sizes = np.diff(np.r_[starts, len(block)])
        limit = _largest(sizes, budget)
        self.blocks += int((sizes > 1).sum())
        kinds = [size for size in np.flatnonzero(np.bincount(sizes)).tolist() if 1 < size <= limit]
        found = [np.empty((2, 0), np.int64), *(_within(rows, starts[sizes == size], size) for size in kinds)]
        self.add(*np.concatenate(found, axis=1))
        large = np.repeat(sizes > limit, sizes)
        return _Key(rows[large], block[large])

    def told(self, split: int, capped: Ints) -> _Found:
        """Return what was found, with how many blocks were *split* and the rows *capped*."""
        pairs = np.concatenate([np.empty(0, np.int64), *self.kept])
        return _Found(np.sort(pairs), self.looked, self.blocks, split, capped)


def _passes(evidence: list[Evidence]) -> Iterator[tuple[int, Callable[[], _Key]]]:
    """Yield what gives every key, with the number of the column it comes from, or KEYS_ONLY or HALVES."""
    column = 0
    for each in evidence:
        for codes in each.codes:
            if each.kind not in _NO_KEYS:
                yield column, partial(_one, codes)
            column += 1
        if each.keys.shape[1]:
            yield KEYS_ONLY, partial(_several, each, each.keys)
        if each.halves.size:
            yield HALVES, partial(_several, each, each.halves)


def _one(codes: Ints) -> _Key:
    rows = np.flatnonzero(codes >= 0)
    return _Key(rows, codes[rows])


def _several(each: Evidence, keys: Ints) -> _Key:
    """Return the key of rows whose values have several keys, whichever column they stand in."""
    rows, blocks = [], []
    for codes in each.codes:
        filled = np.flatnonzero(codes >= 0)
        for column in range(keys.shape[1]):
            block = keys[codes[filled], column]
            rows.append(filled[block >= 0])
            blocks.append(block[block >= 0])
    return _Key(np.concatenate(rows), np.concatenate(blocks))


def _in_blocks(key: _Key, count: int) -> tuple[Ints, Ints]:
    """Return rows, each once in a block, and their blocks, sorted by block and row.

    Rows alone in a block are left out first; then both are sorted as one number, faster than rows by their blocks.
    """
    bits = max(count - 1, 1).bit_length()
    key = _in_company(key)
    if len(key.block) and int(key.block.max()) >> (63 - bits):
        key = key._replace(block=key.block >> bits)  # hashes: the upper bits tell enough of them apart
    both = np.sort((key.block << bits) | key.rows)
    both = both[np.flatnonzero(np.diff(both, prepend=-1))]
    return both & ((1 << bits) - 1), both >> bits


def _in_company(key: _Key) -> _Key:
    """Return the key without most of the rows that are alone in their block; of hashes the lower bits are counted."""
    most = 4 * len(key.block)
    lower = key.block if int(key.block.max(initial=0)) <= most else key.block & ((1 << most.bit_length()) - 1)
    wanted = np.bincount(lower)[lower] > 1
    return _Key(key.rows[wanted], key.block[wanted])


def _in_large(codes: Ints, budget: int) -> Mask:
    """Return which rows are in blocks of a column too large for the budget."""
    filled = codes >= 0
    sizes = np.bincount(codes[filled], minlength=1)
    return filled & (sizes > _largest(sizes, budget))[codes]


def _numbered(blocks: Ints) -> Ints:
    """Return sorted block numbers as 0, 1, 2 …"""
    return np.cumsum(np.diff(blocks, prepend=blocks[:1]) != 0)


def _largest(sizes: Ints, budget: int) -> int:
    """Return the largest block size up to which all pairs together fit the budget."""
    blocks = np.bincount(sizes)
    kinds = np.flatnonzero(blocks)
    fits = np.cumsum(blocks[kinds] * (kinds * (kinds - 1) // 2)) <= budget
    return int(kinds[fits][-1]) if fits.any() else 0


def _within(rows: Ints, starts: Ints, size: int) -> Ints:
    """Return all pairs inside each block of one size, left and right."""
    members = rows[starts[:, None] + np.arange(size)]
    return np.stack([members[:, side].ravel() for side in np.triu_indices(size, 1)])


def _both(key: _Key, codes: Ints, filled: Mask) -> _Key:
    block = key.block[filled] * (int(codes.max(initial=0)) + 1) + codes[key.rows[filled]]
    return _Key(key.rows[filled], block)


def _neighbours(key: _Key, columns: list[Ints]) -> tuple[Ints, Ints]:
    """Return the pairs of rows that stand near each other once a block is sorted by all other columns."""
    order = np.lexsort((*(codes[key.rows] for codes in reversed(columns)), key.block))
    rows, block = key.rows[order], key.block[order]
    found = [np.empty((2, 0), np.int64)]
    for step in range(1, WINDOW + 1):
        same = block[step:] == block[:-step]
        found.append(np.sort([rows[:-step][same], rows[step:][same]], axis=0))
    left, right = np.concatenate(found, axis=1)
    return left, right
