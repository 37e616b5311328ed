"""The quality score: 0 to 100, in six dimensions, with what it is made of documented here and nowhere else.

A **cell** is one value of one row asked by the rules of one dimension: its kind and its checks (validity: cells that are not
blank; other dimensions: every row), or a row asked by the rules across its fields (field ""). With the weights

- *rule*: error 1, warning ½, info 0; of several findings on one cell and dimension the worst counts;
- *customer*: w = 1 + min(4, spent / average spent of those who spent anything); 1 where nothing is known of spending,

the score of any set of cells is 100 · (1 − Σ w · rule / Σ w), the sums over its cells. Dimensions, sources, owners and fields
are such sets. Completeness, validity, uniqueness and consistency are measured by rules; **timeliness** by rules and by the
share of values that are within the schema's `fresh_days`, consistency by rules and by the share of values on which several
sources agree, each the mean of the two; **accuracy** only where people were called back (the share of right answers). A dimension that nothing asked is **not measured**
(None), never 100. The total is the mean of the measured dimensions, weighted by WEIGHTS. Good from 95, acceptable from 85.

The **cost** of bad data is the number of findings of each rule times its price in the schema (`prices: {phone.length: 5}`).

Dimensions after DAMA UK (2013), *The six primary dimensions for data quality assessment*; the ratio of failed to asked
cells after Pipino, Lee and Wang (2002), *Data quality assessment*.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet import fields
from custsheet.checks.compiling import Question, questions
from custsheet.columnar import places
from custsheet.fields.columns import blanks
from custsheet.quality import fresh
from custsheet.report import Report

DIMENSIONS = ("completeness", "validity", "uniqueness", "consistency", "timeliness", "accuracy")
WEIGHTS = {"completeness": 25, "validity": 25, "uniqueness": 20, "consistency": 15, "timeliness": 5, "accuracy": 10}
RULE = {"error": 1.0, "warning": 0.5}
GOOD, ACCEPTABLE = 95.0, 85.0
MOST_VALUE = 4.0
_BY_RULES = DIMENSIONS[:-1]
Floats = NDArray[np.float64]


class Scores(NamedTuple):
    """The quality of a run; every score 0 to 100, None where nothing was measured."""

    total: float | None
    grade: str  # good, acceptable, unacceptable, or "" where nothing was measured
    dimensions: dict[str, float | None]
    sources: dict[int, float]  # by the source's number
    owners: dict[str, float]  # by the customers' field `owner`
    fields: dict[tuple[str, str], float]  # by table and field
    costs: dict[str, float]  # by rule: what its findings cost, where it has a price

    @property
    def cost(self) -> float:
        """What bad data cost altogether."""
        return round(sum(self.costs.values()), 2)


def of(report: Report) -> Scores:
    """Return the scores of a finished run, found once."""
    found: Scores = report.once("scores", lambda: _measured(report))
    return found


def as_facts(report: Report) -> dict[str, Any]:
    """Return the scores as `run.json` holds them; no owner's name."""
    found = of(report)
    names = report.book.sources["file"] + report.book.sources["sheet"].map(lambda each: f" › {each}" if each else "")
    return {
        "total": found.total,
        "grade": found.grade,
        "dimensions": found.dimensions,
        "sources": {str(names[number]): score for number, score in found.sources.items()},
        "fields": {f"{table}.{field}" if field else table: score for (table, field), score in found.fields.items()},
        "cost": found.cost,
        "costs": found.costs,
    }


def grade(score: float | None) -> str:
    """Return how good a score is.

    >>> grade(96.0), grade(90.0), grade(12.5), grade(None)
    ('good', 'acceptable', 'unacceptable', '')
    """
    if score is None:
        return ""
    return "good" if score >= GOOD else "acceptable" if score >= ACCEPTABLE else "unacceptable"


def before(report: Report) -> dict[str, Any]:
    """Return the scores of the last run that had any, {} where there is none."""
    known = [run["scores"] for run in report.past if run.get("scores", {}).get("total") is not None]
    return dict(known[-1]) if known else {}


def _measured(report: Report) -> Scores:
    cells = pd.concat([_no_cells(), *_cells(report)], ignore_index=True)
    dimensions: dict[str, float | None] = dict.fromkeys(DIMENSIONS)
    dimensions |= _by(cells, "dimension")
    dimensions["timeliness"] = _mean(dimensions["timeliness"], fresh.share(report))
    dimensions["consistency"] = _mean(dimensions["consistency"], agreement(report))
    dimensions["accuracy"] = accuracy(report)
    total = _total(dimensions)
    owners = {name: score for name, score in _by(cells, "owner").items() if name}
    sources = {int(number): score for number, score in _by(cells, "source").items() if int(number) >= 0}
    told = cells.assign(place=pd.MultiIndex.from_frame(cells[["table", "field"]]).to_flat_index())
    return Scores(total, grade(total), dimensions, sources, owners, _by(told, "place"), _costs(report))


def _no_cells() -> DataFrame:
    kinds = {
        "table": "str",
        "field": "str",
        "dimension": "str",
        "source": "int64",
        "owner": "str",
        "asked": "float64",
        "failed": "float64",
    }
    return DataFrame(columns=list(kinds)).astype(kinds)


def _by(cells: DataFrame, name: str) -> dict[Any, float]:
    sums = cells.groupby(name, sort=False)[["asked", "failed"]].sum()
    sums = sums[sums["asked"] > 0]
    return dict(zip(sums.index, _score(sums["failed"].to_numpy(), sums["asked"].to_numpy()), strict=True))


def _score(failed: Floats, asked: Floats) -> list[float]:
    return [float(each) for each in np.round(100 * (1 - np.minimum(failed, asked) / asked), 1)]


def _total(dimensions: dict[str, float | None]) -> float | None:
    known = [(score, WEIGHTS[name]) for name, score in dimensions.items() if score is not None]
    return (
        round(sum(score * weight for score, weight in known) / sum(weight for _, weight in known), 1) if known else None
    )


def _cells(report: Report) -> Iterator[DataFrame]:
    """Yield, per table, field and dimension, the weight of asked and failed cells by source and owner."""
    for table in report.schema:
        held = report.book.tables.get(table)
        if held is None or held.empty:
            continue
        rows = _rows(report, table, held)
        by = rows.groupby(["source", "owner"], sort=False)
        groups = rows[["source", "owner"]].drop_duplicates().reset_index(drop=True)
        failed, group = _failed(report, table, rows), by.ngroup().to_numpy()
        lost = dict(list(failed.groupby(["field", "dimension"], sort=False)))
        weight, none = rows["weight"].to_numpy(), failed.iloc[:0]
        keys, sums = _asked(report, table, held), []
        for (field, dimension), blank_counts in keys.items():
            here = lost.get((field, dimension), none)
            gone = np.bincount(here["place"].to_numpy(), here["weight"].to_numpy(), len(rows))
            asked = weight if blank_counts else np.where((held[field] == "").to_numpy(bool), gone, weight)
            sums.append([np.bincount(group, each, len(groups)) for each in (asked, gone)])
        if sums:
            yield _summed(groups, list(keys), np.asarray(sums)).assign(table=table)


def _summed(groups: DataFrame, keys: list[tuple[str, str]], sums: Floats) -> DataFrame:
    """Return a line per key (field, dimension) and group; *sums* has the weight of asked and failed cells, by key and group."""
    lines = groups.iloc[np.tile(np.arange(len(groups)), len(keys))].reset_index(drop=True)
    field, dimension = (np.repeat(np.asarray(each, dtype=object), len(groups)) for each in zip(*keys, strict=True))
    return lines.assign(field=field, dimension=dimension, asked=sums[:, 0].ravel(), failed=sums[:, 1].ravel())


def _rows(report: Report, table: str, held: DataFrame) -> DataFrame:
    """Return weight, source and owner of every row of a table, in its order."""
    book = report.book
    customers = book.tables.get("customers", DataFrame())
    number = _numbers(report, table, held)
    source = book.origin["source"].reindex(held.index).fillna(-1).astype("int64")
    known = weights(report)
    place = places(number, Series(known.index, dtype="str"))
    weight = np.append(known.to_numpy(), 1.0)[place]  # of nobody's rows the last
    told = {"weight": np.where(np.isnan(weight), 1.0, weight), "source": source.to_numpy()}
    owner = blanks(held.index)
    if "owner" in customers:
        own = customers["owner"].array.take(
            places(number, _numbers(report, "customers", customers)), allow_fill=True, fill_value=""
        )
        owner = Series(own, index=held.index)
    return DataFrame({**told, "owner": owner.array, "number": number.array})


def _numbers(report: Report, table: str, held: DataFrame) -> Series:
    """Return the customer number of every row, "" for none."""
    if "customer_id" in held:
        return held["customer_id"]
    fates = report.book.lineage[report.book.lineage["table"] == table].drop_duplicates("row").set_index("row")
    return fates["customer_id"].reindex(held.index).fillna("").astype("str")


def weights(report: Report) -> Series:
    """Return what each customer weighs, by customer number: 1 to 5; found once."""
    found: Series = report.once("weights", lambda: _weights(report))
    return found


def _weights(report: Report) -> Series:
    spent = fresh.spent(report.book)
    average = spent[spent > 0].mean()
    return 1 + (spent / average).clip(0, MOST_VALUE) if average > 0 else spent * 0 + 1.0


def _failed(report: Report, table: str, rows: DataFrame) -> DataFrame:
    """Return the cells that failed: field, dimension, place of the row in its table, weight."""
    found = report.book.issues
    found = found[(found["table"] == table) & found["level"].isin(list(RULE)) & (found["row"] >= 0)]
    held = report.book.tables[table]
    place = np.asarray(held.index.get_indexer(pd.Index(found["row"])))
    if table == "customers":
        by_number = pd.Series(range(len(rows)), index=rows["number"].array, dtype="float64")
        by_number = by_number[~by_number.index.duplicated() & (by_number.index != "")]
        place = np.where(place >= 0, place, found["customer_id"].map(by_number).fillna(-1).to_numpy("int64"))
    told = DataFrame({"field": found["field"], "dimension": found["dimension"], "place": place})
    told = told.assign(rule=found["level"].map(RULE).astype("float64"))[place >= 0]
    worst = told.groupby(["field", "dimension", "place"], sort=False, as_index=False)["rule"].max()
    return worst.assign(weight=worst["rule"].to_numpy() * rows["weight"].to_numpy()[worst["place"].to_numpy()])


def _asked(report: Report, table: str, held: DataFrame) -> dict[tuple[str, str], bool]:
    """Return the fields and dimensions that rules asked, and whether blank cells count as asked."""
    spec, asked = report.schema[table], dict[tuple[str, str], bool]()
    for field in map(str, held.columns):
        kind = spec.kind(field)
        if kind and fields.KINDS[kind].REASONS:
            asked[field, "validity"] = False
    for each in questions(spec):
        if field := _pointed_at(each, held):
            asked.setdefault((field, each.check.DIMENSION), each.check.DIMENSION != "validity")
    issues = report.book.issues
    found = issues.loc[
        (issues["table"] == table) & issues["level"].isin(list(RULE)) & (issues["row"] >= 0), ["field", "dimension"]
    ]
    for field, dimension in found.drop_duplicates().itertuples(index=False, name=None):
        if dimension in _BY_RULES and (not field or field in held):
            asked.setdefault((field, dimension), True)
    if table == "customers" and report.verb != "check":
        asked.setdefault(("", "uniqueness"), True)
    return {key: blank for key, blank in asked.items() if key[1] in _BY_RULES}


def _pointed_at(question: Question, held: DataFrame) -> str:
    """Return the field to which a question's findings point; "" where the table cannot be asked it."""
    needed = [name for name in getattr(question.check, "FIELDS", ()) if not name.startswith("@")]
    there = [name for name in needed if name in held]
    if question.field:
        return question.field if question.field in held and (there or not needed) else ""
    enough = len(there) == len(needed) or question.check.NEEDS == "any"
    return there[0] if there and enough else ""


def _mean(by_rules: float | None, share: float | None) -> float | None:
    known = [each for each in (by_rules, None if share is None else 100 * share) if each is not None]
    return round(sum(known) / len(known), 1) if known else None


def accuracy(report: Report) -> float | None:
    """Return how much of what people were asked on the telephone is right; None where nobody was."""
    called = report.book.tables.get("verify:accuracy")
    return (
        round(100 * float(called.iloc[0]["share"]), 1)
        if called is not None and len(called) and called.iloc[0]["share"]
        else None
    )


def agreement(report: Report) -> float | None:
    """Return the share of compared values on which several sources agree; None where none were compared."""
    facts = report.facts.get("verify")
    compared = int(facts.get("compared", 0)) if isinstance(facts, dict) else 0
    return int(facts["agreed"]) / compared if compared and isinstance(facts, dict) else None


def _costs(report: Report) -> dict[str, float]:
    prices = {code: price for spec in report.schema.values() for code, price in spec.prices.items()}
    counts = report.book.issues["code"].value_counts()
    return {code: round(price * int(counts.get(code, 0)), 2) for code, price in sorted(prices.items())}
