"""Legal forms of companies in Latin, Cyrillic and other letters, and the name that is left without them.

>>> base_name("Berkshire Hathaway Inc."), base_name("Oy Hello World Ab"), base_name("ОАО Новороссийский порт")
('Berkshire Hathaway', 'Hello World', 'Новороссийский порт')

A form is taken off the end as often as one stands there, off the front where that is its place (Oy, Ab, ОАО, PT), and out
of the middle where it is unmistakable. Written in full after a short form, a word belongs to the name: Euro Company Ltd.
Source: abbreviations of ISO 20275 (entity legal forms) as they are commonly written.
"""

import re
import unicodedata
from functools import lru_cache

FORMS = frozenset(
    tuple(each.split())
    for each in (
        # English
        "inc|incorporated|corp|corporation|co|company|& co|and co|ltd|limited|ltd co|co ltd|co inc|co limited|company limited|llc|pllc|llp|lllp|lp|plc|"
        "ultd|unltd|unlimited|pc|pty|pty ltd|pvt ltd|pvt limited|private limited|private|pte|pte ltd|pte limited|nl|cic|cio|bhd|sdn bhd|berhad|sdn berhad|public co ltd|"
        # German, Dutch, Nordic
        "ag|gmbh|gmbh & co kg|gmbh & co|ggmbh|ug|ug (haftungsbeschrankt)|kg|kgaa|ohg|gbr|gesbr|ev|eu|eg|og|se|stg|aktiengesellschaft|bv|nv|vof|cv|cva|cvba|bvba|"
        "comm v|esv|vzw|maatschap|ab|hb|kb|oy|oyj|ky|ay|ry|tmi|a/s|aps|k/s|p/s|i/s|as|asa|ans|da|ks|nuf|hf|ehf|smba|amba|ivs|"
        # Romance
        "sa|sa de cv|sab de cv|s de rl|s de rl de cv|sas|sasu|sarl|eurl|snc|scs|sca|sci|scop|gie|sprl|srl|spa|sapa|sl|slu|sln|slne|sc|ss|sf|soc col|scpa|scp|scra|"
        "secs|s en c|ltda|lda|eireli|epp|me|sgps|cia|cia ltda|saf|sagl|"
        # Central and eastern Europe, Baltics, Balkans
        "sro|spol s ro|as|vos|ks|akc spol|a spol|ve obch spol|zs|sp z oo|sp zoo|spolka z oo|spolka akcyjna|sp j|sp k|sp p|ska|kft|bt|kht|nyrt|zrt|rt|kkt|doo|dooel|dd|"
        "dno|ad|ead|adsitz|ood|eood|et|kd|kda|sd|jtd|obrt|sp|uab|mb|tub|vsi|ou|fie|tu|sia|ij|ik|pp|tov|tzov|fop|zat|vat|aat|oao|ooo|zao|pao|nao|ooд|оао|ооо|зао|пао|нао|ао|ип|тов|"
        "пп|фоп|sh a|sha|sh pk|shpk|oe|ee|ae|epe|ike|xk|qk|aj|koll|sti|ltd sti|as ve tic|"
        # elsewhere
        "kk|gk|yk|godo kaisha|kabushiki kaisha|co kk|tbk|pt|ud|sal|saog|saoc|sae|wll|bsc|fzco|fze|fz llc|dmcc|cc|npc|rf|mchj|llc fz|jsc|ojsc|cjsc|pjsc|psc|ojsc|sicav"
    ).split("|")
    if each
)
_LONGEST = max(map(len, FORMS))
_FIRST = frozenset("oy ab oao ooo zao pao nao оао ооо зао пао нао ао ип pt ооо".split())
_INSIDE = frozenset({("oy",), ("oyj",), ("ab",), ("gmbh",), ("llc",), ("pty", "ltd"), ("pvt", "ltd"), ("sp", "z", "oo")})
_IN_FULL = frozenset("company corporation incorporated limited private pty public".split())
_UNMARKED = str.maketrans("łøđħıß", "lodhis")
_TAIL = re.compile(r"[^.\w\u0590-\u05ff)）]+$|(?<=\s)[.]+$")


@lru_cache(maxsize=100_000)
def base_name(value: str) -> str:
    """Return a company's name without its legal forms; "" where it is nothing but legal forms."""
    words = _without_tail(value).split()
    plain = [_plain(each) for each in words]
    stop = _suffix_start(plain)
    start = 1 if stop > 1 and plain[0] in _FIRST else 0
    start += 1 if start and stop > start + 1 and plain[start] in _FIRST else 0
    kept = _without_middle(plain, start, stop)
    return _without_tail(" ".join(words[place] for place in kept))


def form_of(value: str) -> str:
    """Return the legal forms at the end of a name, as written; "" for none.

    >>> form_of("Ainsworth Lumber Co. Ltd.")
    'Co. Ltd.'
    """
    words = value.split()
    return " ".join(words[_suffix_start([_plain(each) for each in words]) :])


def _suffix_start(plain: list[str]) -> int:
    """Return the place where the legal forms at the end begin."""
    stop, spent = len(plain), False
    while found := _last_form(plain[:stop]):
        if spent and plain[stop - found] in _IN_FULL and found == 1:
            break
        spent = found == 1
        stop -= found
    return stop


def _last_form(plain: list[str]) -> int:
    """Return the number of words in the longest form at the end, 0 for none."""
    lengths = range(min(_LONGEST, len(plain)), 0, -1)
    return next((length for length in lengths if tuple(plain[-length:]) in FORMS), 0)


def _without_middle(plain: list[str], start: int, stop: int) -> list[int]:
    """Return the places of the words that stay between front and end."""
    kept, place = [], start
    while place < stop:
        inside = next((n for n in (3, 2, 1) if start < place < stop - n + 1 and tuple(plain[place : place + n]) in _INSIDE), 0)
        if inside and place + inside < stop:
            place += inside
            continue
        kept.append(place)
        place += 1
    return kept


def _plain(word: str) -> str:
    """Return a word in small letters without accents and the signs `. , -`."""
    folded = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign) and sign not in ".,-")
    return bare.translate(_UNMARKED)


def _without_tail(text: str) -> str:
    return _TAIL.sub("", text.strip())
