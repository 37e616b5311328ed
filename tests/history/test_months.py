"""Half a year of exports: ids, issues, differences, and every run taken back."""

import json
from datetime import date

import pytest

from custsheet import errors, history, job, past, restore, undo
from custsheet.history import check, life
from tests.conftest import csv_file, table
from tests.history.monthly import BAD, exports, merged

MONTHS = 6


@pytest.fixture(scope="module")
def months(tmp_path_factory):
    """Run every month's export into one folder; return it, the exports, and what was published month by month."""
    from custsheet import texts

    texts.use("zh")
    home = tmp_path_factory.mktemp("months")
    out, published = home / "out", []
    every = exports(MONTHS)
    for number, month in enumerate(every, 1):
        source = csv_file(home / f"导出{number}.csv", month.rows)
        done = job.run([source], out, as_of=date(2026, number, 1))
        found = {name.name: name.read_bytes() for name in (out / "cleaned").glob("*.csv")}
        issues = json.loads((out / "issues.json").read_text(encoding="utf-8"))["issues"]
        since = done.book.tables.get("since:customers")
        published.append(
            {
                "files": found,
                "ids": ids(out),
                "issues": issues,
                "since": since,
                "lineage": (out / "lineage.csv").read_bytes(),
            }
        )
    return home, every, published


def ids(out):
    """Return the customer id of every line, in the order of the lines."""
    lines = sorted(table(out / "lineage.csv"), key=lambda each: int(each["line"]))
    return [each["customer_id"] for each in lines if each["table"] == "customers"]


def test_ids_never_change(months):
    """Whoever is still there has the id he had; while two are one, the older id stands for both; no number is given twice."""
    _, every, published = months
    first: dict[int, str] = {}
    owner: dict[str, int] = {}
    for number, (month, done) in enumerate(zip(every, published, strict=True)):
        for person, given in zip(month.people, done["ids"], strict=True):
            if person.key == 2 and (merged(number) or number > 3):
                continue
            assert first.setdefault(person.key, given) == given, (number, person)
            assert owner.setdefault(given, person.key) == person.key
        at = {person.key: given for person, given in zip(month.people, done["ids"], strict=True)}
        assert (at[2] == at[1]) is merged(number)
    assert len(first) > 60


def test_issues_live(months):
    """A fault is new, persists, is solved, and is back again with the day on which it was first seen."""
    home, every, published = months
    whose = published[0]["ids"][[each.key for each in every[0].people].index(5)]
    told = [
        [each for each in done["issues"] if each["customer_id"] == whose and each["value"] == BAD] for done in published
    ]
    assert [[each["status"] for each in found] for found in told] == [[], ["new"], ["open"], [], ["back"], ["open"]]
    kept = [history.frame(each, "issues") for each in history.runs(home / "out")[:MONTHS]]
    own = [each[(each["customer_id"] == whose) & (each["value"] == BAD)] for each in kept]
    assert [each["status"].tolist() for each in own][3] == [life.SOLVED]
    assert own[5]["since"].tolist() == ["2026-02-01"]


def test_differences(months):
    """Each month tells who is new, gone, changed, merged and split, as the generator made them."""
    _, every, published = months
    for number in range(1, MONTHS):
        before, now = ({each.key: each for each in every[place].people} for place in (number - 1, number))
        since = published[number]["since"]
        kinds = {kind: set(part["customer_id"]) for kind, part in since.groupby("kind")}
        at = dict(zip([each.key for each in every[number].people], published[number]["ids"], strict=True))
        was = dict(zip([each.key for each in every[number - 1].people], published[number - 1]["ids"], strict=True))
        assert {at[key] for key in set(now) - set(before)} <= kinds["new"]
        assert kinds["gone"] == {was[key] for key in set(before) - set(now)}
        altered = {key for key in set(now) & set(before) - {1, 2} if now[key] != before[key]}
        assert {at[key] for key in altered} <= kinds["changed"]
        assert ("merged" in kinds) is (number == 2)
    assert "split" in set(published[4]["since"]["kind"]) or "new" in set(published[4]["since"]["kind"])


def test_the_same_again_writes_nothing(months):
    """The same inputs on the same day: nothing is touched."""
    home, _, _ = months
    out = home / "out"
    before = {
        path: (path.stat().st_mtime_ns, path.stat().st_size)
        for path in out.rglob("*")
        if path.is_file() and "log" not in path.parts
    }
    done = job.run([home / f"导出{MONTHS}.csv"], out, as_of=date(2026, MONTHS, 1))
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
    whose = published[0]["ids"][[each.key for each in every[0].people].index(5)]
    page = "\n".join(past.page(past.story(whose, home / "out")))
    assert BAD in page and "第2次运行（2026-02-01）" in page and f"导出{MONTHS}.csv" in page


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


def test_undo_of_every_run(months):
    """Going back run by run restores every cleaned table and the lineage byte for byte; the inputs taken back are refused."""
    home, _, published = months
    out = home / "out"
    for number in range(MONTHS, 1, -1):
        told = restore.run(number, out)
        assert told.number == number - 1
        assert {path.name: path.read_bytes() for path in (out / "cleaned").glob("*.csv")} == published[number - 2][
            "files"
        ]
        assert (out / "lineage.csv").read_bytes() == published[number - 2]["lineage"]
    assert not check.checked(history.state_of(out)).faults
    with pytest.raises(errors.InputError, match="E_INPUT_UNDONE"):
        job.run([home / f"导出{MONTHS}.csv"], out, as_of=date(2026, 7, 1))
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
    assert undo.change("cell", f"{first}.email", done.out)
    assert not undo.change("cell", f"{first}.email", done.out)
    with pytest.raises(errors.InputError, match="E_UNDO_CELL"):
        undo.change("cell", f"{first}.nothing", done.out)
    with pytest.raises(errors.InputError, match="E_UNDO_RULE"):
        undo.change("rule", "no.such", done.out)
    done = job.run([source], tmp_path / "out", as_of=date(2026, 1, 1))
    found = {each["customer_id"]: each for each in table(done.out / "cleaned/customers.csv")}
    assert found[first]["email"] == "ZW@QQ.COM" and found[second]["email"] != "LN@QQ.com"
    assert undo.change("column", "name", done.out) and "name.gap" in rules | {"name.gap"}
    done = job.run([source], tmp_path / "out", as_of=date(2026, 1, 1))
    assert {each["customer_id"]: each["name"] for each in table(done.out / "cleaned/customers.csv")}[first] == "张 伟"
