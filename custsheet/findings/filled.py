"""What a row does not say and its customer does, for another row said it: no issue once they are merged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from custsheet.checks import blank, no_contact, required
from custsheet.model import Book

FIELD = "customer_id"


def without_filled(issues: DataFrame, book: Book) -> DataFrame:
    """Return the issues without those about blanks that merging has filled."""
    customers = book.tables.get("customers", DataFrame())
    lacking = issues["code"].isin([blank.ID, required.ID, no_contact.ID]) & (issues["table"] == "customers")
    if FIELD not in customers or not lacking.any():
        return issues
    fates = book.lineage[(book.lineage["table"] == "customers") & book.lineage[FIELD].duplicated(keep=False)]
    whose = fates.drop_duplicates("row").set_index("row")[FIELD]
    asked = issues[lacking & issues["row"].isin(whose.index)]
    found = customers.drop_duplicates(FIELD).set_index(FIELD).reindex(whose.reindex(asked["row"])).fillna("")
    return issues.drop(index=asked.index[_filled(asked, found)])


def _filled(asked: DataFrame, found: DataFrame) -> NDArray[np.bool_]:
    """Return which issues are about something that the customer, line by line in *found*, does say."""
    filled = np.zeros(len(asked), bool)
    for code, field in asked[["code", "field"]].drop_duplicates().itertuples(index=False, name=None):
        here = ((asked["code"] == code) & (asked["field"] == field)).to_numpy()
        names = no_contact.FIELDS if code == no_contact.ID else [field]
        filled |= here & (found[[name for name in names if name in found]] != "").any(axis=1).to_numpy()
    return filled
