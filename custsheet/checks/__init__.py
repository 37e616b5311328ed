"""PLACEHOLDER to be written."""

from types import ModuleType
from typing import Any

CHECKS: dict[str, ModuleType] = {n: ModuleType(n) for n in "blank placeholder future_date too_old duplicate_value shared_value negative outlier no_contact id_birthday id_gender postcode_region region_path joined_before_born refund_above_amount repeated_order".split()}


def compiled(table: Any) -> Any:
    """Return the table's rules as a pandera schema."""
    raise NotImplementedError
