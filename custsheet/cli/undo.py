"""`custsheet undo --merge CUSTOMER DIR`: take a merge back; the next run restores the original rows."""

from pathlib import Path

from custsheet.cli import console
from custsheet.errors import ConfigError
from custsheet.texts import say

PARAMETERS = ("folder", "customer", "why", "dry_run", "as_json", "quiet")


def call(folder: Path, customer: str, why: str, dry_run: bool, as_json: bool, quiet: bool) -> int:
    """Write the decision into the ledger of the output folder, and say what the next run will do."""
    from custsheet import undo

    if not customer:
        raise ConfigError("E_UNDO_WHAT")
    told = undo.merge(customer, folder, dry_run, why=why)
    if as_json:
        console.result_json(told._asdict())
    elif not quiet:
        head = say("cli", "undone", "rows", customer=told.customer_id, count=len(told.rows))
        tail = say("cli", "undone", "dry" if dry_run else "kept" if told.news else "again")
        lines = [head, *(f"  {each}" for each in told.rows)]
        lines += [say("cli", "undone", "orders", count=told.orders)] if told.orders else []
        console.result("\n".join([*lines, tail]))
    return 0
