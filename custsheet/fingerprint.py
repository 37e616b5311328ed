"""By what a row is known again in another run: a hash of what it says, never of where it stands."""

from hashlib import blake2b

import numpy as np
from pandas import DataFrame, Series

from custsheet.fields import columns
from custsheet.schema import TableSpec

KNOWN = "fingerprints:"  # prefix of the tables that hold every row's fingerprint as it was read
_END = "\x1f"  # of every part `field=value`


def of_rows(table: DataFrame, spec: TableSpec) -> Series:
    """Return a fingerprint per row (12 hex digits) over its identity values and address, or all values where it has none.

    Equal rows have equal fingerprints; column order and columns that a table lacks make no difference.
    """
    named = [field for field in (*spec.identity, "address") if field in table.columns]
    told = named if spec.identity and named else [field for field in spec.fields if field in table.columns and field != "customer_id"]
    parts = [part for field in sorted(told) for part in (f"{field}=", table[field], _END)]
    whole = columns.joined(columns.repeated(_END, table.index), *parts)
    said = whole.str.replace(f"[^={_END}]*={_END}", "", regex=True)
    odd = (whole.str.count(_END) != len(told) + 1) | whole.str.contains(f"=[^{_END}]*={_END}")
    for place in np.flatnonzero(odd.to_numpy()).tolist():
        said.iloc[place] = _without_blanks(whole.iloc[place])
    return columns.texts([_hash(each[:-1]) for each in columns.listed(said)], table.index)


def numbered(fingerprints: Series) -> Series:
    """Return fingerprints made unique: the second of two equal ones ends in `.1`, and so on."""
    place = fingerprints.groupby(fingerprints, sort=False).cumcount()
    return fingerprints.where(place == 0, fingerprints + "." + place.astype("str"))


def _without_blanks(text: str) -> str:
    """Return a text without the parts that end in `=`, which are those of blank values, and whatever else ends so."""
    return "".join(part + _END for part in text[:-1].split(_END) if not part.endswith("="))


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()
