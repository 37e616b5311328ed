"""Monthly exports of one customer list, seeded: new, changed, gone, sorted anew, headings renamed, two merged, and split again.

`exports(months)` gives, month by month, the rows of a sheet and the key of what is in it: who each line is, by a number of
the generator's own that no sheet shows; `merged` and `lives` say who is one with whom, and whose faults are new, persist
or are back.
"""

from random import Random
from typing import NamedTuple

SEED = 7
PEOPLE = 60
HEADINGS = (
    ("姓名", "手机", "电子邮件", "地址"),
    ("客户姓名", "手机号码", "邮箱", "联系地址"),
    ("姓名", "移动电话", "Email", "通讯地址"),
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = ("建国", "晓梅", "子涵", "浩然", "雅静", "志强", "淑芬", "一鸣", "思远", "雨桐", "海燕", "春生")
CITIES = (
    "北京市朝阳区建国路",
    "上海市浦东新区世纪大道",
    "广州市天河区体育西路",
    "成都市武侯区天府大道",
    "杭州市西湖区文三路",
)
TWINS = {
    2: 1,
    4: 3,
}  # customers of the same name: the younger one gives, in some months, the elder's telephone and e-mail
FAULTS = {  # customers with, in some months, always the same fault
    5: ("email", "wrong-address"),
    6: ("mobile", "138001"),
    7: ("email", "somebody@"),
    8: ("mobile", "1390013900139001"),
    9: ("email", "nobody@@example.com"),
}
SETTLED = 9  # the last customer who neither goes nor changes otherwise


class Person(NamedTuple):
    key: int
    name: str
    mobile: str
    email: str
    address: str


class Month(NamedTuple):
    """One export."""

    rows: list[list[str]]  # headings first
    people: list[Person]  # in the order of the rows
    order: list[int]  # of the columns


def exports(months: int) -> list[Month]:
    """Return the exports of so many months."""
    dice = Random(SEED)
    names = [surname + given for surname in SURNAMES for given in GIVEN]
    dice.shuffle(names)
    people = [_person(key, names, dice) for key in range(PEOPLE)]
    found = []
    for month in range(months):
        if month:
            people = _later(people, month, names, dice)
        order = dice.sample(range(4), 4) if month % 2 else [0, 1, 2, 3]
        shown = [_faulty(_twin(each, people, month), month) for each in people]
        heading = HEADINGS[month % len(HEADINGS)]
        lines = [[each[1 + place] for place in order] for each in shown]
        found.append(Month([[heading[place] for place in order], *lines], shown, order))
    return found


def faulty(key: int, month: int) -> bool:
    """Return whether a customer has his fault: 5 from the second month on, mended in the fourth, back in the fifth …"""
    return month % 7 in (1, 2, 4, 5) if key == 5 else Random(f"{SEED} {key} {month}").random() < 0.5


def lives(key: int, months: int) -> list[str | None]:
    """Return month by month what becomes of a customer's fault: new, open, back, solved, None before it was ever there."""
    told: list[str | None] = []
    for month in range(months):
        was = told[-1] if told else None
        if faulty(key, month):
            told.append("new" if was is None else "back" if was == "solved" else "open")
        else:
            told.append(was and "solved")
    return told


def merged(key: int, month: int) -> bool:
    """Return whether a customer gives his twin's telephone and e-mail."""
    return month % 7 in (2, 3) if key == 2 else key in TWINS and month % 9 in (5, 6, 7)


def _person(key: int, names: list[str], dice: Random) -> Person:
    mobile = f"13{dice.randrange(10**8, 10**9)}"
    return Person(
        key,
        names[TWINS.get(key, key)],
        mobile,
        f"u{key}x{dice.randrange(1000)}@example.com",
        f"{dice.choice(CITIES)}{key + 1}号",
    )


def _later(people: list[Person], month: int, names: list[str], dice: Random) -> list[Person]:
    """Return who is there a month later: one gone, two new, three changed, all sorted anew."""
    gone = dice.choice([each.key for each in people if each.key > SETTLED])
    stay = [each for each in people if each.key != gone]
    for place in dice.sample([place for place, each in enumerate(stay) if each.key > SETTLED], 3):
        fresh = _person(stay[place].key, names, dice)
        field = dice.choice(["mobile", "email", "address"])
        stay[place] = stay[place]._replace(**{field: getattr(fresh, field)})
    last = PEOPLE + 2 * (month - 1)
    stay += [_person(key, names, dice) for key in (last, last + 1)]
    dice.shuffle(stay)
    return stay


def _twin(person: Person, people: list[Person], month: int) -> Person:
    if not merged(person.key, month):
        return person
    one = next(each for each in people if each.key == TWINS[person.key])
    return person._replace(mobile=one.mobile, email=one.email)


def _faulty(person: Person, month: int) -> Person:
    if person.key not in FAULTS or not faulty(person.key, month):
        return person
    field, value = FAULTS[person.key]
    return person._replace(**{field: value})
