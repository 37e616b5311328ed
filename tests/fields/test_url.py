"""Web addresses."""

import pytest

from custsheet.fields import Unreadable, url


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("HTTPS://Example.COM/Shop?A=b#C", "https://example.com/Shop?A=b#C"),
        ("www.example.com", "www.example.com"),
        ("网址：www.example.com", "www.example.com"),
        ("http://192.168.1.1:8080/a", "http://192.168.1.1:8080/a"),
        ("//www.example.com", "//www.example.com"),
        ("www.腾讯.cs", "www.腾讯.cs"),
        ("ｗｗｗ．example。com", "www.example.com"),
    ],
)
def test_clean(typed, clean):
    """Scheme and host in lower case; the rest, and a missing scheme, as typed."""
    assert url.clean(typed) == clean


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("javascript:alert(1)", "scheme"),
        ("www.example .com", "syntax"),
        ("....", "domain"),
        ("https://example", "domain"),
        ("info@example.com", "email"),
        ("http://[::1", "syntax"),
    ],
)
def test_refused(typed, reason):
    """Each fault has its name; addresses that run something are no web pages."""
    with pytest.raises(Unreadable, match=reason):
        url.clean(typed)


def test_compare():
    """With or without scheme and www., it is one place."""
    assert url.compare("https://www.example.com/", "example.com") == 1
    assert url.compare("example.com/a", "example.com/b") == 0.5
