"""What the stage promises about who is one customer."""

import itertools

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from custsheet import texts
from custsheet.duplicates import matching
from custsheet.schema import load_schema

from .conftest import book_of

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(first: str) -> str:
    """Return 17 digits with their check character (GB 11643)."""
    return first + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]


def strangers(count: int) -> dict[str, list[str]]:
    """Return customers that have nothing to do with anybody."""
    names = ["".join(each) for each in itertools.product("赵钱孙李周吴", "建国淑芬", "华明")][:count]
    mobiles = [f"+86139{7919 * each % 10**8:08d}" for each in range(1, count + 1)]
    return {"name": names, "mobile": mobiles, "email": [f"u{7 * each}@mail{each % 3}.com" for each in range(count)]}


def among(rows: list[dict[str, str]], count: int = 30) -> dict[str, list[str]]:
    """Return *rows* first, then strangers."""
    others = strangers(count)
    fields = dict.fromkeys([*(field for row in rows for field in row), *others])
    return {field: [row.get(field, "") for row in rows] + others.get(field, [""] * count) for field in fields}


PHONE, OTHER, EMAIL, ADDRESS = (
    "+8613800138000",
    "+8613911112222",
    "wang.xm@qq.com",
    "上海市浦东新区世纪大道100号8幢301室",
)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            [{"name": "王小明", "mobile": PHONE}, {"name": "王晓明", "mobile": PHONE, "address": ADDRESS}],
            id="homophone, phone",
        ),
        pytest.param(
            [{"name": "王小明", "mobile": PHONE, "email": EMAIL}, {"name": "王小朋", "mobile": PHONE, "email": EMAIL}],
            id="slip in the name, phone, e-mail",
        ),
        pytest.param(
            [
                {"name": "John Smith", "mobile": PHONE, "email": EMAIL},
                {"name": "Jon Smith", "mobile": PHONE, "email": EMAIL},
            ],
            id="slip in a Latin name",
        ),
        pytest.param(
            [{"name": "王小明", "mobile": PHONE}, {"name": "王小明", "phone": PHONE}], id="mobile typed as phone"
        ),
        pytest.param(
            [{"name": "王小明", "email": EMAIL, "mobile": PHONE}, {"name": "王小明", "email": EMAIL, "mobile": OTHER}],
            id="new phone",
        ),
        pytest.param(
            [
                {"name": "王小明", "birthday": "1990-03-04", "mobile": PHONE},
                {"name": "", "birthday": "1990-03-04", "mobile": PHONE},
            ],
            id="no name, birthday and phone",
        ),
        pytest.param(
            [
                {"name": "王小明", "customer_id": "8", "mobile": PHONE},
                {"name": "王小明", "customer_id": "8", "mobile": OTHER},
            ],
            id="own id of the sheet",
        ),
    ],
)
def test_one_customer(rows, matched, ids):
    """Entries that differ as one person's entries differ share an id, with the reason in words."""
    book = matched(among(rows))
    assert ids(book)[0] == ids(book)[1]
    assert len(set(ids(book))) == 31
    assert book.matches["band"].tolist() == ["certain"]
    assert "+" in book.matches["reason"].iloc[0]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            [
                {"name": "王大伟", "mobile": PHONE, "address": ADDRESS},
                {"name": "李秀兰", "mobile": PHONE, "address": ADDRESS},
            ],
            id="couple",
        ),
        pytest.param(
            [
                {"name": "王大明", "mobile": PHONE, "address": ADDRESS},
                {"name": "王小明", "mobile": PHONE, "address": ADDRESS},
            ],
            id="father and son",
        ),
        pytest.param(
            [
                {"name": "Mary Smith", "phone": PHONE, "address": "12 Elm St"},
                {"name": "John Smith", "phone": PHONE, "address": "12 Elm St"},
            ],
            id="household in English",
        ),
        pytest.param([{"name": "王伟"}, {"name": "王伟"}], id="name alone"),
        pytest.param(
            [{"name": "王伟", "city": "上海市"}, {"name": "王伟", "city": "上海市", "mobile": PHONE}],
            id="name and city",
        ),
        pytest.param(
            [{"name": "", "mobile": PHONE, "address": ADDRESS}, {"name": "王伟", "mobile": PHONE, "address": ADDRESS}],
            id="somebody of the household",
        ),
        pytest.param(
            [
                {"name": "张伟", "company": "上海云帆贸易有限公司", "phone": PHONE},
                {"name": "李娜", "company": "上海云帆贸易有限公司", "phone": PHONE},
            ],
            id="colleagues",
        ),
        pytest.param(
            [{"name": "张先生", "mobile": PHONE}, {"name": "张伟", "mobile": PHONE}], id="title behind a bare surname"
        ),
        pytest.param(
            [{"name": "王伟", "gender": "男", "mobile": PHONE}, {"name": "王薇", "gender": "女", "mobile": PHONE}],
            id="homophones of different sex",
        ),
    ],
)
def test_two_customers(rows, matched, ids):
    """What a household, a firm or chance explains as well is never merged."""
    assert len(set(ids(matched(among(rows))))) == 32


def test_numbers_keep_namesakes_apart(matched, ids):
    """张三2 of the same phone is an address book's second 张三; 张三1 and 张三2 were typed to be two, and a person decides."""
    for one, other, customers in (("张三", "张三2", 31), ("张三1", "张三2", 32)):
        rows = [{"name": one, "mobile": PHONE}, {"name": other, "mobile": PHONE}]
        assert len(set(ids(matched(among(rows))))) == customers


def test_a_title_behind_half_a_surname(matched, ids):
    """慕先生 of the same phone, e-mail and birthday is 慕容皓; 王先生 is somebody else."""
    same = {"mobile": PHONE, "email": "haohao@qq.com", "birthday": "1986-07-28", "address": ADDRESS}
    for name, customers in (("慕先生", 31), ("王先生", 32)):
        rows = [{"name": "慕容皓", **same}, {"name": name, **same}]
        assert len(set(ids(matched(among(rows))))) == customers


def test_different_valid_ids_go_to_a_person(matched, ids):
    """Two valid, different ID numbers are never merged; the pair is listed with the contradiction."""
    base = {"name": "王小明", "mobile": PHONE, "email": EMAIL, "address": ADDRESS}
    numbers = [id_number("11010119900307001"), id_number("11010119900307003")]
    book = matched(among([{**base, "id_number": number} for number in numbers]))
    assert ids(book)[0] != ids(book)[1]
    assert book.matches["band"].tolist() == ["possible"]
    assert book.issues["code"].tolist() == ["match.contradiction"]


def test_an_invalid_id_is_a_slip(matched, ids):
    """A number with a wrong check digit contradicts nothing."""
    base, number = {"name": "王小明", "mobile": PHONE, "email": EMAIL}, id_number("11010119900307001")
    slip = number[:16] + str((int(number[16]) + 1) % 10) + number[17]
    book = matched(among([{**base, "id_number": number}, {**base, "id_number": slip}]))
    assert ids(book)[0] == ids(book)[1]


def test_own_ids_compare_within_one_sheet(matched, ids):
    """Number 7 of the customer list and number 7 of the shop are strangers."""
    rows = among([{"name": "王伟", "customer_id": "7"}, {"name": "王伟", "customer_id": "7", "mobile": PHONE}])
    assert len(set(ids(matched(rows, None, ["crm.xlsx"] + ["shop.xlsx"] * 31)))) == 32


def test_a_switchboard_ties_nobody(matched, ids):
    """A number under which many people stand does not merge a row without a name."""
    rows = [{"name": name, "phone": PHONE, "address": ADDRESS} for name in ("王伟", "李娜", "张强", "刘洋", "陈静", "")]
    assert len(set(ids(matched(among(rows))))) == 36


def test_given_and_family_name_swapped(matched, ids):
    """First and last name in each other's column are still the same person."""
    first = ["Maya", "Curtis", *(f"{each}na" for each in "ABCDEFGHIJKLMNOPQRST")]
    last = ["Curtis", "Maya", *(f"Mc{each}ork" for each in "BCDEFGHIJKLMNOPQRSTU")]
    email = ["maya.c@mail.com"] * 2 + [f"x{each}@post.com" for each in range(20)]
    assert len(set(ids(matched({"first_name": first, "last_name": last, "email": email})))) == 21


def test_merge_none_keeps_all_but_repeats(matched, ids):
    """With `--merge none` only rows that say the same word for word share an id; the pair is still listed."""
    rows = [{"name": "王小明", "mobile": PHONE, "email": EMAIL}] * 2 + [
        {"name": "王晓明", "mobile": PHONE, "email": EMAIL}
    ]
    book = matched(among(rows), merge="none")
    assert ids(book)[0] == ids(book)[1] != ids(book)[2]
    assert len(book.matches) == 1


def test_decisions_come_first(matched, ids):
    """Same means same and different means different, whatever the score says."""
    rows = among([{"name": "王小明", "mobile": PHONE, "email": EMAIL}] * 2 + [{"name": "李娜"}, {"name": "赵强"}])
    book = matched(rows, decisions=((0, 1, False), (2, 3, True)))
    assert ids(book)[0] != ids(book)[1]
    assert ids(book)[2] == ids(book)[3]
    assert book.matches[["row_left", "row_right", "band"]].values.tolist() == [[2, 3, "certain"]]


@settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate])
@given(st.permutations(range(34)), st.integers(0, 3))
def test_order_and_blank_rows_change_nothing(order, blanks):
    """Sorting the sheet or adding empty rows changes no group."""
    rows = among(
        [
            {"name": "王小明", "mobile": PHONE},
            {"name": "王晓明", "mobile": PHONE, "email": EMAIL},
            {"name": "王小明", "email": EMAIL, "mobile": OTHER},
            {"name": "李秀兰", "mobile": OTHER},
        ]
    )
    plain = _groups(rows, range(34))
    moved = {field: [values[place] for place in order] + [""] * blanks for field, values in rows.items()}
    assert _groups(moved, order) == plain
    assert {0, 1, 2} in plain


def _groups(rows, order):
    book = matching()(book_of(rows), load_schema())
    fates = book.lineage.set_index("row")["customer_id"]
    found = {}
    for place, row in enumerate(order):
        found.setdefault(fates[place], set()).add(row)
    return sorted(found.values(), key=min)


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("手机相同 +", "电子邮件不同 −")), ("en", ("Mobile is the same +", "E-mail differs −"))]
)
def test_reasons_are_words_and_points(lang, words, matched):
    """A pair explains itself in the language in use."""
    rows = [
        {"name": "王小明", "mobile": PHONE, "email": "a.b@qq.com"},
        {"name": "王小明", "mobile": PHONE, "email": "zz9@tom.com"},
    ]
    texts.use(lang)
    try:
        reason = matched(among(rows)).matches["reason"].iloc[0]
    finally:
        texts.use("zh")
    assert all(word in reason for word in words)


def test_copies_of_a_list_part_nobody(matched, ids):
    """Every month's list joins the folder: who was one customer by his member number in one month is so in the sixth."""
    once = strangers(40)
    once["member"] = [f"M{7919 * each % 10**6:06d}" for each in range(1, 41)]
    once["birthday"] = [f"19{60 + each}-03-{1 + each % 28:02d}" for each in range(40)]
    months = [{**once, "mobile": [""] * 40, "email": [f"{n}.{each}" for each in once["email"]]} for n in range(6)]
    months[0] = {**months[0], "birthday": ["", *once["birthday"][1:]]}
    for copies in (2, 6):
        book = {field: [value for each in months[:copies] for value in each[field]] for field in once}
        files = [f"{month}.csv" for month in range(copies) for _ in range(40)]
        assert len(set(ids(matched(book, files=files)))) == 40


def test_what_was_capped_is_told(matched):
    """Where a block is too large to compare each with each, the book says so."""
    count = 1100
    book = matched({"name": ["王伟"] * count, "note": [f"记录{each}" for each in range(count)]})
    told = book.tables["facts:match"].set_index("key")["value"]
    assert int(told["candidates"]) < count * 10
    assert int(told["capped"]) == count
    assert "match.capped" in book.issues["code"].tolist()
