"""Currencies by the words and signs people write, as ISO 4217 codes."""

import re

WORDS = {
    "CNY": ("人民币", "人民幣", "RMB", "CNY", "CN¥", "yuan"),
    "USD": ("美元", "美金", "美刀", "USD", "US$", "US dollars", "US dollar", "dollars", "dollar"),
    "HKD": ("港元", "港币", "港幣", "港纸", "HKD", "HK$"),
    "TWD": ("新台币", "新臺幣", "台币", "臺幣", "台幣", "TWD", "NT$", "NTD"),
    "MOP": ("澳门元", "澳门币", "葡币", "MOP$", "MOP"),
    "EUR": ("欧元", "歐元", "EUR", "€", "euros", "euro"),
    "GBP": ("英镑", "英鎊", "GBP", "£"),
    "JPY": ("日元", "日币", "日圆", "日幣", "JPY", "円"),
    "KRW": ("韩元", "韩币", "韓元", "韩圆", "KRW", "₩"),
    "AUD": ("澳元", "澳大利亚元", "澳币", "AUD", "AU$", "A$"),
    "NZD": ("新西兰元", "纽币", "NZD", "NZ$"),
    "CAD": ("加元", "加拿大元", "加币", "CAD", "CA$", "C$"),
    "SGD": ("新加坡元", "新加坡币", "新币", "SGD", "S$"),
    "THB": ("泰铢", "泰銖", "THB", "฿"),
    "RUB": ("卢布", "盧布", "俄罗斯卢布", "RUB", "₽"),
    "CHF": ("瑞士法郎", "瑞郎", "CHF"),
    "MYR": ("马来西亚林吉特", "林吉特", "马币", "令吉", "MYR", "RM"),
    "VND": ("越南盾", "VND", "₫"),
    "IDR": ("印尼盾", "印度尼西亚盾", "IDR"),
    "INR": ("印度卢比", "卢比", "INR", "₹"),
    "PHP": ("菲律宾比索", "PHP", "₱"),
    "AED": ("迪拉姆", "阿联酋迪拉姆", "AED"),
    "SAR": ("沙特里亚尔", "里亚尔", "SAR"),
    "SEK": ("瑞典克朗", "SEK"),
    "NOK": ("挪威克朗", "NOK"),
    "DKK": ("丹麦克朗", "DKK"),
    "PLN": ("兹罗提", "PLN", "zł"),
    "CZK": ("捷克克朗", "CZK"),
    "TRY": ("土耳其里拉", "里拉", "TRY", "₺"),
    "ZAR": ("南非兰特", "兰特", "ZAR"),
    "BRL": ("雷亚尔", "BRL", "R$"),
    "MXN": ("墨西哥比索", "MXN"),
    "ILS": ("谢克尔", "ILS", "₪"),
    "UAH": ("格里夫纳", "UAH", "₴"),
    "KZT": ("坚戈", "KZT", "₸"),
}
HOME = {  # the currency that a bare number is in, by region
    "CN": "CNY", "HK": "HKD", "MO": "MOP", "TW": "TWD", "US": "USD", "GB": "GBP", "JP": "JPY", "KR": "KRW", "AU": "AUD",
    "NZ": "NZD", "CA": "CAD", "SG": "SGD", "MY": "MYR", "TH": "THB", "RU": "RUB", "CH": "CHF", "IN": "INR", "VN": "VND",
    "DE": "EUR", "FR": "EUR", "IT": "EUR", "ES": "EUR", "NL": "EUR", "AT": "EUR", "BE": "EUR", "FI": "EUR", "IE": "EUR", "PT": "EUR",
}  # fmt: skip
SIGNS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₩": "KRW",
    "₽": "RUB",
    "₹": "INR",
    "฿": "THB",
    "₫": "VND",
    "₺": "TRY",
    "₪": "ILS",
}

_CODE = {word.casefold(): code for code, words in WORDS.items() for word in words}
_WORD = "|".join(re.escape(word) for word in sorted(_CODE, key=len, reverse=True))
_BEFORE = re.compile(rf"({_WORD}|[$¥])(?![a-z])\s*(?=.)", re.IGNORECASE)
_AFTER = re.compile(rf"(?<![a-z])\s*({_WORD}|[$¥])$", re.IGNORECASE)


def home(region: str) -> str:
    """Return the currency of a region, CNY where it is unknown."""
    return HOME.get(region, "CNY")


def take_off(text: str, own: str = "CNY") -> tuple[str, str]:
    """Return *text* without its currency word or sign, and the ISO code ("" where it has none, or two that disagree).

    *own* is the currency of the place: `$` is its dollar, where it has one, and `¥` its yen.

    >>> take_off("45564.44美元"), take_off("HK$ 5"), take_off("5")
    (('45564.44', 'USD'), ('5', 'HKD'), ('5', ''))
    """
    before, after = _BEFORE.match(text), _AFTER.search(text)
    found = {code_of(each[1], own) for each in (before, after) if each}
    start, stop = before.end() if before else 0, after.start() if after else len(text)
    if len(found) > 1 or start > stop:
        return text, ""
    return text[start:stop].strip(), found.pop() if found else ""


def code_of(word: str, own: str = "CNY") -> str:
    """Return the ISO code of a currency word or sign."""
    if word == "$":
        return own if own.endswith("D") else "USD"
    if word == "¥":
        return "JPY" if own == "JPY" else "CNY"
    return _CODE[word.casefold()]
