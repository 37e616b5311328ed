"""Which rows are one customer: groups from pairs, under what people decided.

Pairs are joined from the strongest to the weakest. Two groups are only joined if no pair across them is known to differ,
and if the pairs across them speak for it on average: a group is as good as its weakest link, so a single strong edge does
not carry two groups that otherwise disagree.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from custsheet.duplicates.evidence import Ints

LARGEST = 60  # members up to which all pairs of a group are compared with each other


class Edges(NamedTuple):
    """Scored pairs: positions, log2 odds, and whether the pair would be joined on its own or never."""

    left: Ints
    right: Ints
    odds: NDArray[np.float64]
    joins: NDArray[np.bool_]
    differs: NDArray[np.bool_]


def components(count: int, left: Ints, right: Ints) -> Ints:
    """Return the smallest position that each of *count* positions is connected to.

    Labels are lowered along edges and shortened until nothing moves (Shiloach and Vishkin 1982).

    >>> components(5, np.array([0, 3]), np.array([2, 4])).tolist()
    [0, 1, 0, 3, 3]
    """
    label = np.arange(count)
    while True:
        low = np.minimum(label[left], label[right])
        lowered = label.copy()
        np.minimum.at(lowered, label[left], low)
        np.minimum.at(lowered, label[right], low)
        while not np.array_equal(lowered, lowered[lowered]):
            lowered = lowered[lowered]
        if np.array_equal(lowered, label):
            return label
        label = lowered


def unscored(count: int, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return the pairs inside connected groups of three and more rows that are not among those given."""
    label = components(count, left, right)
    sizes = np.bincount(label, minlength=count)
    wanted = np.flatnonzero((sizes[label] > 2) & (sizes[label] <= LARGEST))
    order = wanted[np.argsort(label[wanted], kind="stable")]
    found = [np.empty(0, np.int64)]
    for members in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        one, other = np.triu_indices(len(members), 1)
        found.append(np.minimum(members[one], members[other]) * count + np.maximum(members[one], members[other]))
    pairs = np.setdiff1d(np.concatenate(found), left * count + right)
    return pairs // count, pairs % count


def groups(
    count: int, edges: Edges, same: Iterable[tuple[int, int]] = (), different: Iterable[tuple[int, int]] = ()
) -> Ints:
    """Return the group of each of *count* positions, as the smallest position in it.

    *same* and *different* are people's decisions: never broken by a score; where they contradict, *different* wins.
    """
    same, different = list(same), list(different)
    ends = np.bincount(np.r_[edges.left[edges.joins], edges.right[edges.joins]], minlength=count)
    ends[[each for pair in (*same, *different) for each in pair]] = 2
    simple = edges.joins & (ends[edges.left] <= 1) & (ends[edges.right] <= 1)  # neither side joins anything else
    rest = np.flatnonzero(edges.joins & ~simple)
    joining = np.r_[edges.left[rest], edges.right[rest], np.array(same, np.int64).ravel()]
    forest = _Forest(count, _known(edges, joining, count), different)
    for a, b in same:
        forest.join(a, b, asked=True)
    order = rest[np.lexsort((edges.right[rest], edges.left[rest], -edges.odds[rest]))]
    for a, b in zip(edges.left[order].tolist(), edges.right[order].tolist(), strict=True):
        forest.join(a, b)
    label = forest.labels()
    alone = simple & ~edges.differs & (edges.odds >= 0)
    label[edges.right[alone]] = edges.left[alone]
    return label


class _Known(NamedTuple):
    odds: float  # sum over the pairs across: its sign is that of their mean
    differs: bool


def _known(edges: Edges, joining: Ints, count: int) -> Iterator[tuple[int, int, _Known]]:
    """Yield what is known about the pairs among the rows that are *joining* others."""
    joined = np.zeros(count, bool)
    joined[joining] = True
    wanted = joined[edges.left] & joined[edges.right]
    columns = (edges.left[wanted], edges.right[wanted], edges.odds[wanted], edges.differs[wanted])
    for a, b, odds, differs in zip(*(column.tolist() for column in columns), strict=True):
        yield a, b, _Known(odds, differs)


class _Forest:
    """Groups that grow: who belongs where, and what is known between any two groups."""

    def __init__(
        self, count: int, known: Iterable[tuple[int, int, _Known]], different: Iterable[tuple[int, int]]
    ) -> None:
        self.root = list(range(count))
        self.between: dict[int, dict[int, _Known]] = {}
        for a, b, fact in known:
            self._tell(a, b, fact)
        self.forbidden: dict[int, set[int]] = {}
        for a, b in different:
            self.forbidden.setdefault(a, set()).add(b)
            self.forbidden.setdefault(b, set()).add(a)

    def find(self, a: int) -> int:
        """Return the group of a position."""
        while self.root[a] != a:
            self.root[a] = a = self.root[self.root[a]]
        return a

    def join(self, a: int, b: int, asked: bool = False) -> None:
        """Join two groups if what is known between them allows it, or if people asked for it."""
        a, b = sorted((self.find(a), self.find(b)))
        if a == b or b in self.forbidden.get(a, ()):
            return
        fact = self.between.get(a, {}).get(b)
        if asked or (fact is not None and not fact.differs and fact.odds >= 0):
            self._unite(a, b)

    def labels(self) -> Ints:
        """Return the group of every position."""
        label = np.asarray(self.root, np.int64)
        while not np.array_equal(label, label[label]):
            label = label[label]
        return label

    def _tell(self, a: int, b: int, fact: _Known) -> None:
        old = self.between.setdefault(a, {}).get(b, _Known(0.0, False))
        both = _Known(old.odds + fact.odds, old.differs or fact.differs)
        self.between[a][b] = both
        self.between.setdefault(b, {})[a] = both

    def _unite(self, a: int, b: int) -> None:
        """Let group *b* become part of group *a* (the smaller position)."""
        self.root[b] = a
        for other, fact in self.between.pop(b, {}).items():
            self.between.get(other, {}).pop(b, None)
            if other != a:
                self._tell(a, other, fact)
        for other in self.forbidden.pop(b, set()):
            self.forbidden.setdefault(a, set()).add(other)
            self.forbidden.setdefault(other, set()).discard(b)
            self.forbidden[other].add(a)
