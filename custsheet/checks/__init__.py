"""Rules that a schema may ask of values and rows: one module per rule, compiled to Pandera.

Rules know nothing of files, cells or customers; they answer for a whole column at once. Two kinds of findings are not
here: values that their kind cannot read (`fields`), and what reading and matching notice (`rules`).
"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING

from custsheet.checks import (
    age_birthday,
    allowed,
    amount_product,
    area_code_region,
    blank,
    consent_conflict,
    customer_type_name,
    delivered_before_ordered,
    differs_from,
    duplicate_value,
    expired_before_joined,
    future_date,
    id_birthday,
    id_gender,
    joined_before_born,
    last_before_first_order,
    minor,
    negative,
    no_contact,
    outlier,
    placeholder,
    postcode_region,
    refund_above_amount,
    region_path,
    repeated_order,
    required,
    shared_value,
    too_old,
    unique,
    updated_before_created,
)

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

    from custsheet.schema import TableSpec

__all__ = ["CHECKS", "compiled"]

CHECKS: dict[str, ModuleType] = {
    "age_birthday": age_birthday,
    "allowed": allowed,
    "amount_product": amount_product,
    "area_code_region": area_code_region,
    "blank": blank,
    "consent_conflict": consent_conflict,
    "customer_type_name": customer_type_name,
    "delivered_before_ordered": delivered_before_ordered,
    "differs_from": differs_from,
    "duplicate_value": duplicate_value,
    "expired_before_joined": expired_before_joined,
    "future_date": future_date,
    "id_birthday": id_birthday,
    "id_gender": id_gender,
    "joined_before_born": joined_before_born,
    "last_before_first_order": last_before_first_order,
    "minor": minor,
    "negative": negative,
    "no_contact": no_contact,
    "outlier": outlier,
    "placeholder": placeholder,
    "postcode_region": postcode_region,
    "refund_above_amount": refund_above_amount,
    "region_path": region_path,
    "repeated_order": repeated_order,
    "required": required,
    "shared_value": shared_value,
    "too_old": too_old,
    "unique": unique,
    "updated_before_created": updated_before_created,
}


def compiled(table: TableSpec, most: int | None = None, **bound: object) -> DataFrameSchema:
    """Return the rules of a table as a `pandera.DataFrameSchema`: see `compiling.compiled`."""
    from custsheet.checks import compiling  # Pandera takes a second to import; reading a schema does not need it

    return compiling.compiled(table, most, **bound)
