"""Yes or no, consent above all."""

import pandas as pd
import pytest

from custsheet.fields import Unreadable, yesno


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("是", "是"),
        ("同意", "是"),
        ("已订阅", "是"),
        ("否", "否"),
        ("不同意", "否"),
        ("已退订", "否"),
        ("√", "yes"),
        ("Y", "yes"),
        ("TRUE", "yes"),
        ("1", "yes"),
        ("0", "no"),
        ("Unsubscribed", "no"),
        ("ＮＯ", "no"),
    ],
)
def test_clean(typed, canonical):
    """Consent words of both languages are understood."""
    assert yesno.clean(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "canonical"), [("已退订", "是"), ("是", "是"), ("订阅", "否"), ("TRUE", "是"), ("0", "否")]
)
def test_about_leaving(typed, canonical):
    """In a column about leaving, having left means yes."""
    assert yesno.clean(typed, lang="zh", about="opt_out") == canonical


@pytest.mark.parametrize(("typed", "about"), [("看情况", "consent"), ("同意", "opt_out"), ("2", "consent")])
def test_unclear(typed, about):
    """Consent is never guessed."""
    with pytest.raises(Unreadable, match="unclear"):
        yesno.clean(typed, about=about)


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("是否退订", {"lang": "zh", "about": "opt_out"}),
        ("Opt-out", {"lang": "en", "about": "opt_out"}),
        ("营销同意", {"lang": "zh", "about": "consent"}),
    ],
)
def test_survey(heading, told):
    """The heading tells language and subject."""
    assert yesno.survey(pd.Series(["1", "0"]), heading) == told
