"""The language is known before anything is said."""

import pytest

from custsheet.cli import language


@pytest.mark.parametrize(
    ("args", "environ", "expected"),
    [
        pytest.param(["--lang", "en", "run"], {"LANG": "zh_CN.UTF-8"}, "en", id="option before the command"),
        pytest.param(["run", "a.xlsx", "--lang=zh"], {"CUSTSHEET_LANG": "en"}, "zh", id="option after the files"),
        pytest.param(["run"], {"CUSTSHEET_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en", id="variable before locale"),
        pytest.param(["run"], {"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US"}, "zh", id="LC_ALL before LANG"),
        pytest.param([], {"LANG": "C.UTF-8"}, "en", id="no locale"),
        pytest.param(["--lang", "fr"], {"LANG": "zh_CN"}, "zh", id="a language that is not spoken"),
        pytest.param(["run", "--", "--lang=en"], {"LANG": "zh_CN"}, "zh", id="a file called --lang=en"),
        pytest.param(["--lang"], {"LANG": "zh_CN"}, "zh", id="nothing after --lang"),
    ],
)
def test_chosen(args, environ, expected):
    """Option over CUSTSHEET_LANG over locale; Chinese for every Chinese locale, else English."""
    assert language.chosen(args, environ) == expected
