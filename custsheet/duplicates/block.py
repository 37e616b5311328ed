"""Which pairs of rows are worth comparing: blocking in several passes, in NumPy.

Every piece of evidence offers keys: the value itself, the keys of its kind (a reading, the tail of a phone), and its two
halves, for one slip of the pen leaves one half intact. Rows with a key in common form a block, and all pairs of a block
are candidates, the smallest blocks first, until the pass has used its budget. On a sheet so small that all its pairs are
no more work than that, all are candidates. Larger blocks are split by a second key;
what is still too large is sorted, and neighbours are paired (Hernández and Stolfo 1995). Nothing is dropped in silence:
`facts` says how many rows were only compared with their neighbours, or share what is made for one customer (a phone) with
so many that only those alike in something else were compared.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from custsheet.duplicates.evidence import Evidence, Ints
from custsheet.duplicates.levels import KINDS

BUDGET = 2  # candidate pairs per row and pass; of halves and of blocks that were split, half of it
SMALL = 50_000  # pairs that any pass may use
EVERY = 500_000  # pairs up to which nothing is left out: a thousand rows
WINDOW = 3  # neighbours on each side in blocks that cannot be split
HALVED = 6  # letters from which a value has halves worth looking at; three for Chinese
KEYS_ONLY, HALVES = -1, -2  # passes that are not the value itself
_FACTOR = np.uint64(6364136223846793005)  # of Knuth's linear congruential generator
_NO_KEYS = ("gender", "place")
_NO_HALVES = ("gender", "place", "own_id", "id", "handle")


class Candidates(NamedTuple):
    """Pairs of positions, left below right, and what blocking has to tell."""

    left: Ints
    right: Ints
    facts: dict[str, int]


class _Key(NamedTuple):
    rows: Ints  # positions; a row may come several times
    block: Ints  # the number of its block


def candidates(evidence: list[Evidence], count: int, every: int = EVERY) -> Candidates:
    """Return the pairs of *count* rows that share at least one key; all pairs where there are no more than *every*."""
    if count * (count - 1) // 2 <= every:
        left, right = np.triu_indices(count, 1)
        return Candidates(left, right, {"blocks": 1, "split": 0, "capped": 0, "candidates": len(left)})
    columns = [(KINDS[each.kind].pointed, codes) for each in evidence for codes in each.codes]
    search = _Search([codes for _, codes in columns], [pointed for pointed, _ in columns], count)
    for number, key in _passes(evidence):
        search.take(number, key)
    pairs = _distinct(search.found)
    told = {
        "blocks": search.blocks,
        "split": search.split,
        "capped": int(search.capped.sum()),
        "candidates": len(pairs),
    }
    return Candidates(pairs // count, pairs % count, told)


def _distinct(found: list[Ints]) -> Ints:
    """Return all numbers once, in order; faster than by hashing."""
    every = np.sort(np.concatenate([np.empty(0, np.int64), *found]))
    return every[np.flatnonzero(np.diff(every, prepend=-1))]


class _Search:
    """Pairs found so far, as `left * count + right`, and what was split and capped on the way."""

    def __init__(self, columns: list[Ints], pointed: list[bool], count: int) -> None:
        self.columns, self.pointed, self.count = columns, pointed, count
        self.budget = max(SMALL, BUDGET * count)
        self.found: list[Ints] = []
        self.blocks = self.split = 0
        self.capped = np.zeros(count, bool)
        self.crossed: set[tuple[int, int]] = set()

    def take(self, number: int, key: _Key) -> None:
        """Add the pairs of one pass; *number* is the column it comes from, or KEYS_ONLY or HALVES."""
        large = self.pair(key, self.budget if number >= KEYS_ONLY else self.budget // 2)
        if not len(large.rows) or number < KEYS_ONLY:
            return
        self.split += len(np.unique(large.block))
        if number >= 0 and self.pointed[number]:
            self.capped[large.rows] = True
        left_over = ~self.cross(number, large)[large.rows]
        if left_over.any():
            rest = _Key(large.rows[left_over], large.block[left_over])
            self.capped[rest.rows] = True
            self.found.append(_neighbours(rest, self.columns, self.count))

    def pair(self, key: _Key, budget: int) -> _Key:
        """Add all pairs of the smallest blocks, as far as the budget goes, and return what is in larger ones."""
        order = np.argsort(key.block, kind="stable")
        rows, block = key.rows[order], key.block[order]
        starts = np.flatnonzero(np.r_[True, block[1:] != block[:-1]]) if len(block) else np.empty(0, np.int64)
        sizes = np.diff(np.r_[starts, len(block)])
        limit = _largest(sizes, budget)
        self.blocks += int((sizes > 1).sum())
        wanted = (sizes > 1) & (sizes <= limit)
        self.found.append(_within(rows, starts[wanted], sizes[wanted], self.count))
        large = np.repeat(sizes > limit, sizes)
        return _Key(rows[large], block[large])

    def cross(self, number: int, large: _Key) -> NDArray[np.bool_]:
        """Split large blocks by every other column, add the pairs, and return which rows were paired with all that is left."""
        settled = np.zeros(self.count, bool)
        for column, codes in enumerate(self.columns):
            both = (min(number, column), max(number, column))
            if column == number or (number >= 0 and both in self.crossed):
                continue
            self.crossed.add(both)
            filled = codes[large.rows] >= 0
            rest = self.pair(_both(large, codes, filled), self.budget // 2)
            now = np.zeros(self.count, bool)
            now[large.rows[filled]] = True
            now[rest.rows] = False
            settled |= now
        return settled


def _passes(evidence: list[Evidence]) -> Iterator[tuple[int, _Key]]:
    """Yield every key with the number of the column it comes from, or KEYS_ONLY or HALVES."""
    column = 0
    for each in evidence:
        for codes in each.codes:
            if each.kind not in _NO_KEYS:
                yield column, _one(codes)
            column += 1
        if each.keys.shape[1]:
            yield KEYS_ONLY, _several(each, each.keys)
        if each.kind not in _NO_HALVES:
            yield HALVES, _several(each, _halves(each))


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


def _halves(each: Evidence) -> Ints:
    """Return a hash of the beginning and one of the end of every value, -1 for values that are too short."""
    values = each.values.tolist()
    length = np.fromiter(map(len, values), np.int64, len(values))
    plain = np.fromiter(map(str.isascii, values), bool, len(values))
    length[(length < HALVED) & (plain | (length < 3))] = 0
    keys = np.full((len(values), 2), -1, np.int64)
    for letters in np.unique(length[length > 0]).tolist():
        here, half = np.flatnonzero(length == letters), (letters + 1) // 2
        signs = each.values[here].astype(f"U{letters}").view(np.uint32).reshape(-1, letters)
        keys[here] = np.column_stack([_hash(signs[:, :half], 1), _hash(signs[:, -half:], 2)])
    return keys


def _hash(signs: NDArray[np.uint32], start: int) -> Ints:
    """Return a hash per line of code points, equal for equal lines; 63 bits, so that others hardly ever share it."""
    mixed = np.full(len(signs), start, np.uint64)
    for column in signs.T:
        mixed = mixed * _FACTOR + column
    return (mixed >> np.uint64(1)).astype(np.int64)


def _largest(sizes: Ints, budget: int) -> int:
    """Return the largest block size up to which all pairs together fit the budget."""
    kinds, blocks = np.unique(sizes, return_counts=True)
    fits = np.cumsum(blocks * (kinds * (kinds - 1) // 2)) <= budget
    return int(kinds[fits][-1]) if fits.any() else 0


def _within(rows: Ints, starts: Ints, sizes: Ints, count: int) -> Ints:
    """Return all pairs inside each block, as numbers."""
    found = []
    for size in np.unique(sizes):
        members = rows[starts[sizes == size][:, None] + np.arange(size)]
        left, right = np.triu_indices(size, 1)
        found.append(_coded(members[:, left].ravel(), members[:, right].ravel(), count))
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _coded(left: Ints, right: Ints, count: int) -> Ints:
    """Return pairs as `smaller * count + larger`, without pairs of a row with itself."""
    pairs = np.minimum(left, right) * count + np.maximum(left, right)
    return pairs[left != right]


def _both(key: _Key, codes: Ints, filled: NDArray[np.bool_]) -> _Key:
    block = key.block[filled] * (int(codes.max(initial=0)) + 1) + codes[key.rows[filled]]
    return _Key(key.rows[filled], block)


def _neighbours(key: _Key, columns: list[Ints], count: int) -> Ints:
    """Return the pairs of rows that stand near each other once a block is sorted by all other columns."""
    order = np.lexsort((*(codes[key.rows] for codes in reversed(columns)), key.block))
    rows, block = key.rows[order], key.block[order]
    found = []
    for step in range(1, WINDOW + 1):
        same = block[step:] == block[:-step]
        found.append(_coded(rows[:-step][same], rows[step:][same], count))
    return np.concatenate(found)
