"""Which pairs are worth comparing on sheets too large for all pairs: nothing that numbers can tell is left out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from custsheet.duplicates import matching, sight, stretches
from custsheet.duplicates.levels import FAR, KINDS, NEAR, OPEN
from custsheet.duplicates.likeness import SCORERS
from custsheet.fields import columns
from custsheet.model import Book
from tests.duplicates.conftest import book_of

MANY = 1200  # rows from which not every row is compared with every other


def among(rows, count=MANY):
    """Return a book of some rows among many strangers."""
    chance = np.random.default_rng(3)
    letters = list("bcdfghjklmnprstvw")
    names = sorted(rows[0])
    strangers = {
        "name": lambda each: (
            "".join(chance.choice(letters, 6)).title() + " " + "".join(chance.choice(letters, 7)).title()
        ),
        "first_name": lambda each: "".join(chance.choice(letters, 6)).title(),
        "last_name": lambda each: "".join(chance.choice(letters, 7)).title(),
        "mobile": lambda each: f"+86137{each:08d}",
        "email": lambda each: f"{''.join(chance.choice(letters, 8))}@{''.join(chance.choice(letters, 5))}.com",
        "address": lambda each: f"{each} {''.join(chance.choice(letters, 7)).title()} Lane",
        "birthday": lambda each: f"{1930 + each % 70}-0{1 + each % 9}-1{each % 7}",
    }
    every = [*rows, *({name: strangers[name](each) for name in names} for each in range(count))]
    return book_of({name: [row[name] for row in every] for name in names})


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            [
                {
                    "name": "欧阳修文",
                    "mobile": "+8613800138000",
                    "email": "xiu@gmial.com",
                },
                {
                    "name": "欧阳修文",
                    "mobile": "+8613911112222",
                    "email": "xiu@gmail.com",
                },
            ],
            id="the typo of one is the key of the other",
        ),
        pytest.param(
            [
                {
                    "first_name": "Hannelore",
                    "last_name": "Krzywicki",
                    "birthday": "1961-03-09",
                    "address": "12 Elm Road",
                },
                {
                    "first_name": "Krzywicki",
                    "last_name": "Hannelore",
                    "birthday": "1961-03-09",
                    "address": "7 Beach Avenue",
                },
            ],
            id="names crosswise",
        ),
    ],
)
def test_found_among_many(schema, rows):
    """What is certain on a small sheet is found on a large one."""
    told: Book = matching()(among(rows), schema)
    first = told.lineage.drop_duplicates("row").set_index("row")["customer_id"]
    assert first[0] == first[1]


DATES = st.dates().map(lambda day: day.strftime("%Y%m%d").zfill(8))
DIGITS = st.text("0123456789", min_size=6, max_size=14)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(["slip", "date"]), st.data())
def test_sight_agrees_with_letters(scorer, data):
    """What numbers tell of two values is what their letters tell; one slip is never taken for more."""
    value = data.draw(DATES if scorer == "date" else DIGITS)
    place = data.draw(st.integers(0, len(value) - 1))
    slips = [
        value[:place] + "7" + value[place + 1 :],
        value[:place] + value[place + 1 :],
        value[:place] + "7" + value[place:],
    ]
    other = data.draw(st.sampled_from([*slips, value[:place] + value[place : place + 2][::-1] + value[place + 2 :]]))
    if value == other:
        return
    texts = columns.texts([value, other, *["20200101"] * 30])
    marks = sight.marks(scorer, texts.array.__arrow_array__().combine_chunks())
    seen = int(sight.at_sight(scorer, marks[:1], marks[1:2])[0])
    kind = KINDS["date" if scorer == "date" else "phone"]
    likeness = float(SCORERS[scorer](np.array([value], object), np.array([other], object), 0)[0])
    level = 2 if likeness >= kind.close else NEAR if likeness >= kind.near else FAR
    assert seen in (OPEN, level)


def test_long_texts_are_read_in_parts():
    """Hashes of halves do not depend on how many texts are looked at together, however long they are."""
    texts = columns.texts([*(f"{each}" * (1 + each % 7) * 400 for each in range(300)), "", "ab", "长" * 40_000])
    typed = texts.array.__arrow_array__().combine_chunks()
    apart = [stretches.halves(typed.slice(at, 1), 6)[0].tolist() for at in range(len(typed))]
    assert stretches.halves(typed, 6).tolist() == apart


@pytest.mark.parametrize("rows", [3, 1500])
@pytest.mark.parametrize("column", ["first_name", "gender", "备注"])
def test_nothing_to_compare_by(schema, column, rows):
    """A sheet without anything that tells people apart has as many customers as rows."""
    table = DataFrame({column: [f"A{each}" if each % 3 else "" for each in range(rows)]}, dtype="str")
    told = matching()(book_of({column: table[column].tolist()}), schema)
    assert told.lineage["customer_id"].nunique() == len(told.tables["customers"])
