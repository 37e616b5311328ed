from pandas import DataFrame

from custsheet.history import sittings


def said(word):
    return DataFrame({"said": [word]}, dtype="str")


def test_what_is_said_last_comes_last(tmp_path):
    """Sittings that were set aside leave their numbers taken: what is said afterwards is still read last."""
    first, second, third = (sittings.append(tmp_path, "waivers", each, said(each)) for each in "zyx")
    (tmp_path / "undone/aside/00002/waivers").mkdir(parents=True)
    third.replace(tmp_path / "undone/aside/00002/waivers" / third.name)
    first.replace(tmp_path / "undone/aside/00002/waivers" / first.name)
    assert sittings.append(tmp_path, "waivers", "a", said("a")).name == "00004-a.csv"
    assert sittings.told(tmp_path, "waivers", ["said"])["said"].tolist() == ["y", "a"]
    assert second.exists() and not list(tmp_path.rglob("*.tmp"))


def test_more_than_five_digits(tmp_path):
    """Order is that of the numbers, not of the letters."""
    for name in ("99999-a.csv", "100000-b.csv"):
        (tmp_path / "waivers").mkdir(exist_ok=True)
        said(name).to_csv(tmp_path / "waivers" / name, index=False)
    assert sittings.told(tmp_path, "waivers", ["said"])["said"].tolist() == ["99999-a.csv", "100000-b.csv"]
