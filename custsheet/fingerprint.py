"""By what a row is known again in another run: a hash of what it says, never of where it stands."""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series

from custsheet.fields import columns
from custsheet.schema import TableSpec

KNOWN = "fingerprints:"  # prefix of the tables that hold every row's fingerprint as it was read
IDENTITY = (
    "identity"  # a column these may have besides: a row's identity where its cells do not say it any more, else ""
)
_BEGIN = "\x1f"  # of every part `field=value`


def of_rows(table: DataFrame, spec: TableSpec) -> Series:
    """Return a fingerprint per row (12 hex digits) over its identity values, birthday and address.

    All values count in a table that is about something else, and in rows whose identity is blank.

    Equal rows have equal fingerprints; column order and columns that a table lacks make no difference.
    """
    if not spec.identity:
        return _hashed(table, [field for field in spec.fields if field in table.columns and field != "customer_id"])
    nobody = _nobody(table, spec)
    found = _hashed(table, [field for field in (*spec.identity, "birthday", "address") if field in table.columns])
    if nobody.any():
        whole = [str(field) for field in table.columns if field != "customer_id"]
        found = found.mask(nobody, _hashed(table[nobody], whole).reindex(found.index))
    return found


def known(table: DataFrame, spec: TableSpec) -> DataFrame:
    """Return the table that holds the fingerprints of a table's rows; equal rows that are nobody's own are numbered."""
    found, nobody = of_rows(table, spec), _nobody(table, spec)
    if nobody.any():
        found = found.where(~nobody, numbered(found[nobody]).reindex(found.index))
    return DataFrame({"fingerprint": found})


def _nobody(table: DataFrame, spec: TableSpec) -> NDArray[np.bool_]:
    """Return which rows say nothing of who they are: all, in a table that is about something else."""
    return (columns.first_filled(table, spec.identity) == "").to_numpy(bool)


def identities(table: DataFrame, spec: TableSpec) -> Series:
    """Return a fingerprint per row over its identity values alone: it stays when a customer moves."""
    return _hashed(table, [field for field in spec.identity if field in table.columns])


def of_texts(texts: Iterable[str]) -> str:
    """Return the fingerprint of a row by its texts as they stand in a sheet, whatever the order of its columns."""
    filled = sorted(filter(None, map(str.strip, texts)))
    return blake2b(_BEGIN.join(filled).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _hashed(table: DataFrame, named: list[str]) -> Series:
    whole = columns.joined(columns.blanks(table.index), *(_said(field, table[field]) for field in sorted(named)))
    hashes = [blake2b(each.encode(), digest_size=6).hexdigest() for each in columns.listed(whole)]
    return columns.texts(hashes, table.index)


def numbered(fingerprints: Series) -> Series:
    """Return fingerprints made unique: the second of two equal ones ends in `.1`, and so on."""
    place = fingerprints.groupby(fingerprints, sort=False).cumcount()
    return fingerprints.where(place == 0, fingerprints + "." + place.astype("str"))


def _said(field: str, values: Series) -> Series:
    """Return what a field says of each row, `\x1ffield=value`, "" where it is blank."""
    said = columns.chosen(values != "", columns.joined(columns.repeated(f"{_BEGIN}{field}=", values.index), values))
    odd = values.str.endswith("=") | values.str.contains(_BEGIN, regex=False)
    return columns.chosen(odd, columns.mapped(columns.chosen(odd, said), _without_blanks), said) if odd.any() else said


def _without_blanks(said: str) -> str:
    """Return a text without the parts that end in `=`: a value may have a separator in it, or end so itself."""
    return "".join(_BEGIN + part for part in said.split(_BEGIN)[1:] if not part.endswith("="))
