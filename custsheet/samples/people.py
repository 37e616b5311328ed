"""Invented people, a table of them: everything about them is right. What staff make of it is the matter of `faults`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from pandas import DataFrame

import custsheet.samples.vocabulary as words

FIELDS = ["name", "gender", "mobile", "email", "id_number", "birthday", "company", "address", "postcode"]
LARGEST_SAMPLE = 2000  # rows
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])  # GB 11643
_CHECK = np.array(list("10X98765432"))


def read_pairs(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Return signs and readings of a list such as `王wang 李li`."""
    entries = text.split()
    signs = ["".join(sign for sign in entry if not sign.isascii()) for entry in entries]
    readings = [entry.removeprefix(sign) for entry, sign in zip(entries, signs, strict=True)]
    return np.array(signs, dtype=object), np.array(readings, dtype=object)


_SURNAMES, _SURNAME_READINGS = read_pairs(words.SURNAMES)
_GIVEN, _GIVEN_READINGS = read_pairs(words.GIVEN)
_PLACES = np.array([line.split(",") for line in words.PLACES.split()], dtype=object)


def people(count: int, rng: Generator) -> DataFrame:
    """Return *count* different people with the columns FIELDS."""
    surname = np.minimum(rng.geometric(0.03, count) - 1, len(_SURNAMES) - 1)  # few surnames are frequent
    first, second = rng.integers(len(_GIVEN), size=(2, count))
    short = rng.random(count) < 0.2
    name = _SURNAMES[surname] + _GIVEN[first] + np.where(short, "", _GIVEN[second])
    reading = _SURNAME_READINGS[surname] + _GIVEN_READINGS[first] + np.where(short, "", _GIVEN_READINGS[second])
    place = _PLACES[rng.integers(len(_PLACES), size=count)]
    born = np.datetime64("1955-01-01") + rng.integers(0, 18000, count)
    order = rng.integers(100, 1000, count)
    return DataFrame(
        {
            "name": name,
            "gender": np.where(order % 2 == 1, "男", "女"),
            "mobile": mobiles(count, rng),
            "email": emails(reading, born, rng),
            "id_number": id_numbers(place[:, 3], born, order),
            "birthday": born.astype(str),
            "company": companies(place[:, 1], rng),
            "address": addresses(place, rng),
            "postcode": place[:, 4],
        },
        dtype=object,
    )


def westerners(count: int, rng: Generator) -> DataFrame:
    """Return *count* people of an English CRM, with numbers of the fictional block 555-01xx."""
    first, last = _picked(words.WESTERN_FIRST, count, rng), _picked(words.WESTERN_LAST, count, rng)
    area = _picked(["212", "312", "415", "617", "702"], count, rng)
    line = rng.permutation(100)[:count] if count <= 100 else rng.integers(100, size=count)
    born = np.datetime64("1955-01-01") + rng.integers(0, 18000, count)
    number, street, town = (
        rng.integers(1, 990, count).astype(str),
        _picked(words.STREETS, count, rng),
        _picked(words.TOWNS, count, rng),
    )
    return DataFrame(
        {
            "name": first + " " + last,
            "gender": _picked(["男", "女"], count, rng),
            "mobile": "+1" + area + "55501" + _digits(line, 2),
            "email": np.char.lower((first + "." + last).astype(str)).astype(object) + "@example.com",
            "id_number": "",
            "birthday": born.astype(str),
            "company": _picked(words.FIRMS, count, rng),
            "address": number + " " + street + ", " + town,
            "postcode": "",
        },
        dtype=object,
    )


def mobiles(count: int, rng: Generator) -> np.ndarray:
    """Return *count* different mobile numbers: a real head, 0000, and four digits.

    Files too large to be anybody's sample get subscriber numbers from the whole range, spread as real ones are: thousands
    of numbers that share their middle would make all customers look alike.
    """
    heads = np.array(words.MOBILE_HEADS, dtype=object)
    if count > LARGEST_SAMPLE:
        drawn = rng.permutation(np.unique(rng.integers(10_000_000, 99_999_999, size=count + count // 5)))[:count]
        return heads[rng.integers(len(heads), size=count)] + drawn.astype(str).astype(object)
    block, tails = len(heads) * 9000, 9000
    numbers = rng.permutation(max(block, 2 * count))[:count]
    return heads[numbers % len(heads)] + _digits(numbers // block, 4) + _digits(1000 + numbers // len(heads) % tails, 4)


def emails(reading: np.ndarray, born: np.ndarray, rng: Generator) -> np.ndarray:
    """Return addresses at example hosts; at real providers the name says that it is a demonstration."""
    host = np.array(words.MAIL_HOSTS, dtype=object)[rng.integers(len(words.MAIL_HOSTS), size=len(reading))]
    real = np.array(["example" not in each for each in host])
    day = np.array([str(each)[5:].replace("-", "") for each in born], dtype=object)
    return reading + day + np.where(real, ".demo", "") + "@" + host


def id_numbers(region: np.ndarray, born: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return 18-digit resident IDs with a right check character."""
    body = (
        region
        + np.array([str(each).replace("-", "") for each in born], dtype=object)
        + order.astype(str).astype(object)
    )
    digits = np.array([list(each) for each in body], dtype=np.int64)
    return body + _CHECK[(digits * _WEIGHTS).sum(axis=1) % 11].astype(object)


def companies(city: np.ndarray, rng: Generator) -> np.ndarray:
    """Return names of firms in these cities, blank for half of the people."""
    count = len(city)
    short = np.array([each.removesuffix("市") for each in city], dtype=object)
    firm = short + _picked(words.SHOPS, count, rng) + _picked(words.TRADES, count, rng) + "有限公司"
    return np.where(rng.random(count) < 0.5, firm, "").astype(object)


def addresses(place: np.ndarray, rng: Generator) -> np.ndarray:
    """Return full addresses; a municipality is written once."""
    count = len(place)
    upper = np.where(place[:, 0] == place[:, 1], place[:, 0], place[:, 0] + place[:, 1])
    road, number = _picked(words.ROADS, count, rng), rng.integers(1, 400, count).astype(str).astype(object)
    building, unit, room = (rng.integers(1, most, count).astype(str).astype(object) for most in (30, 5, 25))
    door = building + "号楼" + unit + "单元" + room + "0" + rng.integers(1, 5, count).astype(str).astype(object) + "室"
    return upper + place[:, 2] + road + number + "号" + door


def _picked(choices: Sequence[str], count: int, rng: Generator) -> np.ndarray:
    return np.array(choices, dtype=object)[rng.integers(len(choices), size=count)]


def _digits(numbers: np.ndarray, length: int) -> np.ndarray:
    return np.array([str(each).zfill(length) for each in numbers], dtype=object)
