"""What rows have in common, told by bits, is what a look at their numbers tells."""

from itertools import product

import numpy as np
import pytest

from custsheet.duplicates.lines import Lines

ROWS = 60


@pytest.mark.parametrize("width", [1, 3, 64, 70])  # columns; a word has 64 bits
def test_bits_tell_what_numbers_tell(width):
    """Two rows meet if one has in some column what the other has in some column; blanks meet nothing, not even blanks."""
    chance = np.random.default_rng(width)
    codes = [chance.integers(-1, 6, ROWS) for _ in range(width)]
    told = chance.permutation(6)
    lines = Lines(ROWS)
    places = [lines.add(each) for each in codes]
    through = lines.add(codes[0], told)
    groups = [[0], list(range(min(width, 4))), [width - 1]]
    bits = [lines.meeting([places[each] for each in group]) for group in groups]
    same_told = lines.meeting([through])
    lines.write()
    left, right = np.triu_indices(ROWS, 1)
    common = lines.compared(left, right)
    for group, wanted in zip(groups, bits, strict=True):
        met = [
            any(codes[a][one] == codes[b][other] >= 0 for a, b in product(group, repeat=2))
            for one, other in zip(left, right, strict=True)
        ]
        assert common.hits(wanted).tolist() == met
    equal = (codes[0][left] >= 0) & (codes[0][right] >= 0) & (told[codes[0][left]] == told[codes[0][right]])
    assert common.hits(same_told).tolist() == equal.tolist()


def test_no_pair():
    """No pair has nothing in common."""
    lines = Lines(2)
    bits = lines.meeting([lines.add(np.array([1, 1]))])
    lines.write()
    assert lines.compared(np.empty(0, np.int64), np.empty(0, np.int64)).hits(bits).tolist() == []
