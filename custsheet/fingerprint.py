"""By what a row is known again in another run: a hash of what it says, never of where it stands."""

from hashlib import blake2b

import pandas as pd
from pandas import DataFrame, Series

from custsheet.schema import TableSpec

KNOWN = "fingerprints:"  # prefix of the tables that hold every row's fingerprint as it was read


def of_rows(table: DataFrame, spec: TableSpec) -> Series:
    """Return a fingerprint per row (12 hex digits) over its identity values and address, or all values where it has none.

    Equal rows have equal fingerprints; column order and columns that a table lacks make no difference.
    """
    named = [field for field in (*spec.identity, "address") if field in table.columns]
    told = named if spec.identity and named else [field for field in spec.fields if field in table.columns and field != "customer_id"]
    whole = Series("", index=table.index, dtype="str")
    for field in sorted(told):
        whole = whole + f"\x1f{field}=" + table[field]
    number, unique = pd.factorize(whole)
    hashes = Series([_hash(each) for each in unique], dtype="str")
    return hashes.take(number).set_axis(table.index)


def numbered(fingerprints: Series) -> Series:
    """Return fingerprints made unique: the second of two equal ones ends in `.1`, and so on."""
    place = fingerprints.groupby(fingerprints, sort=False).cumcount()
    return fingerprints.where(place == 0, fingerprints + "." + place.astype("str"))


def _hash(text: str) -> str:
    parts = [part for part in text.split("\x1f") if not part.endswith("=")]
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
