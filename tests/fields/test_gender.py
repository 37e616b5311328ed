"""Gender: words in two languages."""

import pandas as pd
import pytest

from custsheet.fields import Unreadable, gender


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("男", "男"),
        ("女士", "女"),
        ("先生", "男"),
        ("♀", "女"),
        ("M", "male"),
        ("Female", "female"),
        ("Mr.", "male"),
        ("未知", "未知"),
        ("Other", "other"),
        ("Ｆ", "female"),
    ],
)
def test_clean(typed, canonical):
    """A word stays in the language it was typed in."""
    assert gender.clean(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "lang", "canonical"), [("M", "zh", "男"), ("女", "en", "female"), ("女", "zh", "女")]
)
def test_one_language_per_column(typed, lang, canonical):
    """A mixed column comes out in one language."""
    assert gender.clean(typed, lang=lang) == canonical


@pytest.mark.parametrize(("typed", "suggestion"), [("1", "男"), ("2", "女"), ("0", "")])
def test_numbers_are_only_suggested(typed, suggestion):
    """What a number stands for is not certain."""
    with pytest.raises(Unreadable) as caught:
        gender.clean(typed)
    assert (caught.value.reason, caught.value.suggestion) == ("number", suggestion)


def test_survey():
    """The heading tells the language, else most of the values."""
    assert gender.survey(pd.Series(["M", "F"]), "性别") == {"lang": "zh"}
    assert gender.survey(pd.Series(["男", "女", "F"])) == {"lang": "zh"}
    assert gender.survey(pd.Series(["M", "男", "F", "U"]), "Gender") == {"lang": "en"}


def test_compare():
    """The same gender is the same in both languages."""
    assert gender.compare("男", "male") == 1
    assert gender.compare("男", "女") == 0
