"""Half a year of exports, with `--months 20` more: ids, issues, differences, and every run taken back."""

import json
import shutil
from datetime import date

import pytest

from custsheet import errors, history, job, past, restore, undo
from custsheet.history import check, life
from tests.conftest import csv_file, table
from tests.history.monthly import FAULTS, TWINS, exports, lives, merged

WHO, WHAT = 5, FAULTS[5][1]


@pytest.fixture(scope="module")
def months(tmp_path_factory, pytestconfig):
    """Run every month's export into one folder; return it, the exports, and what was published month by month."""
    from custsheet import texts

    texts.use("zh")
    home = tmp_path_factory.mktemp("months")
    out, published = home / "out", []
    every = exports(pytestconfig.getoption("months"))
    for number, month in enumerate(every, 1):
        source = csv_file(home / f"导出{number}.csv", month.rows)
        done = job.run([source], out, as_of=day(number))
        issues = json.loads((out / "issues.json").read_text(encoding="utf-8"))["issues"]
        published.append(
            {
                "files": cleaned(out),
                "ids": ids(out),
                "issues": issues,
                "since": done.book.tables.get("since:customers"),
                "lineage": (out / "lineage.csv").read_bytes(),
            }
        )
    print(f"{len(every)} months, {sum(len(each.people) for each in every)} rows")
    return home, every, published


def day(number):
    """Return the first day of the month with that number, counted from the first run."""
    return date(2025 + (number - 1) // 12, (number - 1) % 12 + 1, 1)


def cleaned(out):
    """Return the cleaned tables of a folder, as bytes."""
    return {path.name: path.read_bytes() for path in (out / "cleaned").glob("*.csv")}


def ids(out):
    """Return the customer id of every line, in the order of the lines."""
    lines = sorted(table(out / "lineage.csv"), key=lambda each: int(each["line"]))
    return [each["customer_id"] for each in lines if each["table"] == "customers"]


def numbers(month, done):
    """Return the customer id of everybody in an export."""
    return dict(zip([each.key for each in month.people], done["ids"], strict=True))


def test_ids_never_change(months):
    """Whoever is still there has the id he had, also after he was one with another; no number is given twice."""
    _, every, published = months
    first: dict[int, str] = {}
    for number, (month, done) in enumerate(zip(every, published, strict=True)):
        at = numbers(month, done)
        for key, given in at.items():
            elder = TWINS[key] if merged(key, number) else key
            assert given == first.setdefault(elder, given), (number, key)
    assert len(set(first.values())) == len(first) == max(max(each.key for each in month.people) for month in every) + 1


def test_issues_live(months):
    """Every fault is new, persists, is solved, and is back again, as the generator's key says, with the day it was first seen."""
    home, every, published = months
    kept = [history.frame(each, "issues") for each in history.runs(home / "out")[: len(every)]]
    tried = 0
    for key, (_, value) in FAULTS.items():
        key_says, whose = lives(key, len(every)), numbers(every[0], published[0])[key]
        first = next((number for number, each in enumerate(key_says, 1) if each), 0)
        for number, (says, done, own) in enumerate(zip(key_says, published, kept, strict=True), 1):
            mine = [each for each in done["issues"] if (each["customer_id"], each["value"]) == (whose, value)]
            shown = {each["status"] for each in mine}
            assert shown == ({says if number > 1 else ""} if says in (life.NEW, life.OPEN, life.BACK) else set()), (
                number,
                key,
            )
            own = own[(own["customer_id"] == whose) & (own["value"] == value)]
            assert set(own["status"]) == ({says} if says else set()), (number, key)
            assert set(own["since"]) == ({day(first).isoformat()} if says else set())
            tried += says is not None
    assert tried > 3 * len(every)


def test_differences(months):
    """Each month tells who is new, gone, changed, merged and split, as the generator made them."""
    _, every, published = months
    for number in range(1, len(every)):
        before, now = ({each.key: each for each in every[place].people} for place in (number - 1, number))
        was, at = (numbers(every[place], published[place]) for place in (number - 1, number))
        kinds = {kind: set(part["customer_id"]) for kind, part in published[number]["since"].groupby("kind")}
        met = {key for key in TWINS if merged(key, number) and not merged(key, number - 1)}
        left = {key for key in TWINS if merged(key, number - 1) and not merged(key, number)}
        assert kinds.get("new", set()) == {at[key] for key in set(now) - set(before)}
        assert kinds.get("gone", set()) == {was[key] for key in set(before) - set(now)}
        assert kinds.get("merged", set()) == {at[key] for key in met}
        assert kinds.get("split", set()) == {at[key] for key in left}
        altered = {key for key in set(now) & set(before) - {*TWINS, *TWINS.values()} if now[key] != before[key]}
        assert {at[key] for key in altered} == kinds["changed"] - {at[key] for pair in TWINS.items() for key in pair}


def test_the_same_again_writes_nothing(months):
    """The same inputs on the same day: nothing is touched."""
    home, every, _ = months
    out = home / "out"
    before = {
        path: (path.stat().st_mtime_ns, path.stat().st_size)
        for path in out.rglob("*")
        if path.is_file() and "log" not in path.parts
    }
    done = job.run([home / f"导出{len(every)}.csv"], out, as_of=day(len(every)))
    assert done.unchanged is not None and not done.outputs
    now = {
        path: (path.stat().st_mtime_ns, path.stat().st_size)
        for path in out.rglob("*")
        if path.is_file() and "log" not in path.parts
    }
    assert now == before


def test_a_story(months):
    """A customer is told on one page: where he stands, and what his fault became."""
    home, every, published = months
    whose = numbers(every[0], published[0])[WHO]
    page = "\n".join(past.page(past.story(whose, home / "out")))
    assert WHAT in page and f"第2次运行（{day(2)}）" in page and f"导出{len(every)}.csv" in page


def test_a_flipped_byte_is_found(months):
    """The state proves itself; one flipped byte in any file of a run is found."""
    home, _, _ = months
    state = history.state_of(home / "out")
    assert not check.checked(state).faults
    for path in sorted(history.runs(home / "out")[2].folder.iterdir())[::4]:
        content = path.read_bytes()
        path.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
        assert any(path.parent.name in place for place, _ in check.checked(state).faults), path.name
        path.write_bytes(content)
    assert not check.checked(state).faults


def test_undo_of_any_run(months, tmp_path):
    """Whichever run is taken back, the cleaned tables and the lineage are those from before it, byte for byte."""
    home, every, published = months
    numbers = range(2, len(every)) if len(every) > 6 else [len(every) // 2]
    for number in numbers:
        out = tmp_path / f"{number}" / "out"
        shutil.copytree(home / "out", out)
        restore.run(number, out)
        assert cleaned(out) == published[number - 2]["files"], number
        assert (out / "lineage.csv").read_bytes() == published[number - 2]["lineage"]
        assert not check.checked(history.state_of(out)).faults
        shutil.rmtree(out)


def test_undo_of_every_run(months):
    """Going back run by run restores every cleaned table and the lineage byte for byte; the inputs taken back are refused."""
    home, every, published = months
    out = home / "out"
    for number in range(len(every), 1, -1):
        told = restore.run(number, out)
        assert told.number == number - 1
        assert cleaned(out) == published[number - 2]["files"]
        assert (out / "lineage.csv").read_bytes() == published[number - 2]["lineage"]
    assert not check.checked(history.state_of(out)).faults
    with pytest.raises(errors.InputError, match="E_INPUT_UNDONE"):
        job.run([home / f"导出{len(every)}.csv"], out, as_of=day(len(every) + 1))
    with pytest.raises(errors.InputError, match="E_RUN_FIRST"):
        restore.run(1, out)


def test_changes_taken_back(tmp_path):
    """A cell, a column or a kind of change that was taken back stays as it was typed, run after run."""
    source = csv_file(
        tmp_path / "a.csv",
        [["姓名", "手机", "电子邮件"], ["张 伟", "138 0013 8000", "ZW@QQ.COM"], ["李娜", "13900139000", "LN@QQ.com"]],
    )
    done = job.run([source], tmp_path / "out", as_of=date(2026, 1, 1))
    first, second = (each["customer_id"] for each in table(done.out / "cleaned/customers.csv"))
    rules = set(history.frame(history.last(done.out), "changes")["rule"])
    assert undo.change("cell", f"{first}.email", done.out).news
    assert not undo.change("cell", f"{first}.email", done.out).news
    with pytest.raises(errors.InputError, match="E_UNDO_COLUMN"):
        undo.change("cell", f"{first}.nothing", done.out)
    with pytest.raises(errors.InputError, match="E_UNDO_RULE"):
        undo.change("rule", "no.such", done.out)
    done = job.run([source], tmp_path / "out", as_of=date(2026, 1, 1))
    found = {each["customer_id"]: each for each in table(done.out / "cleaned/customers.csv")}
    assert found[first]["email"] == "ZW@QQ.COM" and found[second]["email"] != "LN@QQ.com"
    assert undo.change("column", "name", done.out).news and "name.gap" in rules | {"name.gap"}
    done = job.run([source], tmp_path / "out", as_of=date(2026, 1, 1))
    assert {each["customer_id"]: each["name"] for each in table(done.out / "cleaned/customers.csv")}[first] == "张 伟"
