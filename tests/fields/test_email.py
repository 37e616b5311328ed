"""E-mail addresses: what is kept, what is suggested, what is refused."""

import pytest

from custsheet.fields import Unreadable, clean, email


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        pytest.param("ZhangSan@QQ.COM", "ZhangSan@qq.com", id="only the domain is lowered"),
        pytest.param("a＠qq．com", "a@qq.com", id="full-width signs"),
        pytest.param("a@qq。com", "a@qq.com", id="Chinese full stop"),
        pytest.param("１２３４５６@qq.com", "123456@qq.com", id="full-width digits"),
        pytest.param(" a@b.com\n", "a@b.com", id="blanks around"),
        pytest.param("邮箱：a@b.com", "a@b.com", id="label"),
        pytest.param("mailto:a@b.com", "a@b.com", id="link"),
        pytest.param(
            "user+mailbox/department=shipping@example.tld",
            "user+mailbox/department=shipping@example.tld",
            id="all signs of an atom",
        ),
        pytest.param("张三@qq.com", "张三@qq.com", id="Chinese local part"),
        pytest.param("jeff@臺網中心.tw", "jeff@臺網中心.tw", id="Chinese domain"),
        pytest.param("राम@मोहन.ईन्फो", "राम@मोहन.ईन्फो", id="combining marks"),
        pytest.param("a@xn--fiqs8s.cn", "a@xn--fiqs8s.cn", id="Punycode"),
        pytest.param("a@yahoo.com.cn", "a@yahoo.com.cn", id="a provider's national domain"),
    ],
)
def test_clean(typed, canonical):
    """Only what is certain is changed."""
    assert email.clean(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "reason", "suggestion"),
    [
        ("zhangsan@", "no_domain", ""),
        ("lisi@", "no_domain", ""),
        ("@qq.com", "no_local", ""),
        ("zhangsan.qq.com", "no_at", ""),
        ("a@gmial.com", "typo", "a@gmail.com"),
        ("a@gmai.com", "typo", "a@gmail.com"),
        ("a@qq.con", "typo", "a@qq.com"),
        ("a@163.cm", "typo", "a@163.com"),
        ("zhang san@qq.com", "syntax", "zhangsan@qq.com"),
        ("张三 <a@b.com>", "syntax", "a@b.com"),
        ("<a@b.com>", "syntax", "a@b.com"),
        ("a@163,com", "domain", "a@163.com"),
        ("a@qq.com.", "domain", "a@qq.com"),
        ("a@b.com（工作）", "domain", "a@b.com"),
        ("my@localhost", "domain", ""),
        ("my@twodots..com", "domain", ""),
        ("me@bad.tld-2", "domain", ""),
        ("me@yy--0.tld", "domain", ""),
        ("me@[127.0.0.1]", "domain", ""),
        (".leadingdot@domain.com", "syntax", "leadingdot@domain.com"),
        ("twodots..here@domain.com", "syntax", ""),
        ('"quoted local"@example.org', "syntax", ""),
        ("a@b@c.com", "syntax", ""),
        ("a@shop.local", "reserved", ""),
        ("a" * 250 + "@b.com", "length", ""),
        ("a@qq.com; b@163.com", "two_addresses", "a@qq.com"),
        ("a@qq.com/b@163.com", "two_addresses", "a@qq.com"),
        ("z***@qq.com", "masked", ""),
    ],
)
def test_refused(typed, reason, suggestion):
    """What looks mistyped stays as it is, with what was probably meant."""
    with pytest.raises(Unreadable) as caught:
        email.clean(typed)
    assert (caught.value.reason, caught.value.suggestion) == (reason, suggestion)


@pytest.mark.parametrize("domain", ["mail.com", "ymail.com", "sina.cn", "outlook.com", "vip.qq.com", "hotmail.co.uk"])
def test_real_domains_are_no_typos(domain):
    """Real providers are not taken for slips of others."""
    assert email.clean(f"a@{domain}") == f"a@{domain}"


@pytest.mark.parametrize(
    ("left", "right", "likeness"),
    [
        ("a@qq.com", "A@QQ.com", 1.0),
        ("li.si+shop@gmail.com", "lisi@googlemail.com", 0.95),
        ("lisi@gmial.com", "lisi@gmail.com", 0.8),
        ("lisi@qq.com", "lisi1@qq.com", 0.0),
        ("zhangsan@", "lisi@", 0.0),
    ],
)
def test_compare(left, right, likeness):
    """One mailbox in several spellings is alike; neighbours are not."""
    assert email.compare(left, right) == likeness


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        ("Li.Si+shop@Gmail.com", ["lisi@gmail.com"]),
        ("lisi@gmial.com", ["lisi@gmial.com", "lisi@gmail.com"]),
        ("a@qq.com; b@163.com", ["a@qq.com", "b@163.com"]),
        ("张三 <a@b.com>", ["a@b.com"]),
        ("zhangsan@", []),
        ("z***@qq.com", []),
    ],
)
def test_keys(value, keys):
    """An address is found by its mailbox; half an address finds nobody."""
    assert email.keys(value) == keys


@pytest.mark.parametrize(
    ("typed", "value", "issue"),
    [
        ("info@a.com", "info@a.com", "email.role"),
        ("Sales01@A.com", "Sales01@a.com", "email.role"),
        ("kefu@a.cn", "kefu@a.cn", "email.role"),
        ("a1b2@Mailinator.com", "a1b2@mailinator.com", "email.disposable"),
        ("wang.info@a.com", "wang.info@a.com", None),
        ("lisi@mailinator.com.cn", "lisi@mailinator.com.cn", None),
    ],
)
def test_remarks(typed, value, issue):
    """The mailbox of a post, or one that is gone in minutes, is evened like any other, and named."""
    assert clean("email", [typed]).iloc[0].tolist() == [value, issue]


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("zhangsan@qq.com", "z***@qq.com"),
        ("a@qq.com", "***@qq.com"),
        ("zhangsan", "z***"),
        ("a@b.com; c@d.com", "a***"),
    ],
)
def test_mask(value, masked):
    """At most one letter of the name remains."""
    assert email.mask(value) == masked


def test_split():
    """A cell is split only where every part is an address."""
    assert email.split("a@qq.com、b@163.com") == ["a@qq.com", "b@163.com"]
    assert email.split("a@qq.com; @163.com") == ["a@qq.com; @163.com"]
