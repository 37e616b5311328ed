"""Fields that move together: an address from one row, the parts of a name from one row."""

from collections.abc import Iterator

import numpy as np
from pandas import DataFrame, Series

import custsheet.duplicates.standing as standing
from custsheet.duplicates.members import Members

NAMES = ("name", "first_name", "last_name")


def block(members: Members, fields: list[str]) -> Iterator[tuple[str, Series, str]]:
    """Yield the fields of a block from the row that says most in it, blanks filled from rows that do not disagree.

    A blank wins over nothing but what belongs to another address: a name, a gender, a birthday that the row does not
    say is that of the next best row.
    """
    block, about = members.said[fields], members.about
    bad = np.asarray(
        [[(row, field) in members.unreadable for field in fields] for row in block.index], dtype=bool
    ).reshape(block.shape)
    said = (block != "").to_numpy()
    length = block.apply(lambda column: column.str.len()).sum(axis=1)
    known = [field for field in fields if field in members.stands]
    stands = (members.stands[known] | (block[known] == "")).all(axis=1) & members.stands[known].any(axis=1)
    about = about.assign(place=standing.ahead(about["place"], stands))
    order = about.assign(bad=(bad & said).sum(axis=1), said=said.sum(axis=1), length=length)
    order = order[order["said"] > 0].sort_values(
        ["rank", "bad", "said", "updated", "length", "place"],
        ascending=[False, True, False, False, False, True],
        kind="stable",
    )
    lead = Series(order.index, index=order["group"]).groupby(level=0, sort=False).first()
    chosen = block.loc[lead].set_axis(lead.index)
    filled = _filled(chosen, block.loc[order.index], order["group"])
    for part in _parts(fields):
        yield from _part(filled[part], block.loc[order.index, part], order["group"])


def _parts(fields: list[str]) -> list[list[str]]:
    """Return what of a block says something only together: all of an address, of a person the parts of the name."""
    names = [field for field in fields if field in NAMES]
    return [names, *([field] for field in fields if field not in names)] if names else [fields]


def _part(chosen: DataFrame, rows: DataFrame, group: Series) -> Iterator[tuple[str, Series, str]]:
    """Yield the fields of a part, from the first of the *rows* that says something in it where the chosen one is silent."""
    speaks = (rows != "").any(axis=1).to_numpy()
    first = Series(rows.index[speaks], index=group[speaks].array).groupby(level=0, sort=False).first()
    silent = chosen.index[(chosen == "").all(axis=1).to_numpy() & chosen.index.isin(first.index)]
    told = chosen.copy()
    told.loc[silent] = rows.loc[first.reindex(silent)].to_numpy(object)
    told = _filled(told, rows, group)
    for field in told:
        yield str(field), told[field], "merge.block"


def _filled(chosen: DataFrame, rows: DataFrame, group: Series) -> DataFrame:
    """Return the chosen rows with blanks filled from rows of the same group that agree in all they both say."""
    ours = chosen.loc[group].to_numpy(object)
    theirs = rows.to_numpy(object)
    agrees = ((ours == theirs) | (ours == "") | (theirs == "")).all(axis=1)
    offered = rows[agrees].where((rows[agrees] != "").to_numpy()).set_axis(group[agrees].array)
    return (
        chosen.where((chosen != "").to_numpy(), offered.groupby(level=0).first().reindex(chosen.index))
        .fillna("")
        .astype("str")
    )
