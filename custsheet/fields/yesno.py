"""Yes or no: consent, subscription, membership.

Chinese words become 是 and 否, all others yes and no; `lang` (told by the column's heading, else by most of its values)
brings a mixed column to one language. In a column about unsubscribing (退订, opt-out), `已退订` means yes; in every other
it means no. What consents to nothing clear stays as it was typed.

>>> clean("已订阅"), clean("Y"), clean("TRUE", lang="zh")
('是', 'yes', '是')
>>> clean("已退订"), clean("已退订", about="opt_out")
('否', '是')
"""

import re
from collections.abc import Iterable

from custsheet.fields.base import Reason, Unreadable, plain
from custsheet.fields.wording import has_han, language_of

REASONS: dict[str, Reason] = {"unclear": Reason("warning")}

_ZH = {"yes": "是", "no": "否"}
_WORDS = {
    "yes": "是 是的 有 对 真 可以 同意 已同意 愿意 接受 允许 授权 已授权 已确认 √ ✓ ✔ ☑ y yes t true 1 on agree agreed accepted ok",
    "no": "否 不 不是 没有 无 错 假 不可以 不同意 未同意 拒绝 已拒绝 不愿意 不接受 不允许 未授权 × ✗ ✘ ☒ n no f false 0 off "
    "disagree disagreed declined refused",
}
_SUBSCRIBED = "已订阅 订阅 接收 subscribed subscribe opt-in optin"
_UNSUBSCRIBED = "已退订 退订 未订阅 不订阅 取消订阅 已取消 拒收 不接收 unsubscribed unsubscribe opt-out optout"
_PLAIN = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}
_CONSENT = _PLAIN | dict.fromkeys(_SUBSCRIBED.split(), "yes") | dict.fromkeys(_UNSUBSCRIBED.split(), "no")
_AGREEMENT = frozenset(
    [
        "同意",
        "已同意",
        "不同意",
        "未同意",
        "拒绝",
        "已拒绝",
        "接受",
        "不接受",
        "agree",
        "agreed",
        "accepted",
        "disagree",
        "disagreed",
        "declined",
        "refused",
    ]
)
_OPT_OUT = {word: meaning for word, meaning in _PLAIN.items() if word not in _AGREEMENT}
_OPT_OUT |= dict.fromkeys(_SUBSCRIBED.split(), "no") | dict.fromkeys(_UNSUBSCRIBED.split(), "yes")
_ABOUT_LEAVING = re.compile(r"退订|拒收|不接收|取消订阅|opt.?out|unsubscri", re.IGNORECASE)


def clean(value: str, lang: str = "", about: str = "consent") -> str:
    """Return yes or no in *lang* (zh or en), or else in the language it was typed in. *about*: consent or opt_out."""
    text = plain(value)
    meant = meaning(text, about)
    if not meant:
        raise Unreadable("unclear")
    return _ZH[meant] if lang == "zh" or (lang != "en" and has_han(text)) else meant


def meaning(value: str, about: str = "consent") -> str:
    """Return yes or no, in whatever language it was typed; "" for anything else.

    >>> meaning("同意"), meaning("No"), meaning("也许")
    ('yes', 'no', '')
    """
    return (_OPT_OUT if about == "opt_out" else _CONSENT).get(plain(value), "")


def survey(values: Iterable[str], heading: str = "") -> dict[str, str]:
    """Return the language of the column, and whether it is about consenting or about leaving."""
    return {"lang": language_of(values, heading), "about": "opt_out" if _ABOUT_LEAVING.search(heading) else "consent"}


def keys(value: str) -> list[str]:
    """Return none: half of all customers share it."""
    return []


def compare(left: str, right: str) -> float:
    """Return 1 for the same meaning in whatever language."""
    return float(left == right or (meaning(left) or left) == (meaning(right) or right))


def mask(value: str) -> str:
    """Return the value: it names nobody."""
    return value
