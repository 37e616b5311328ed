"""Which tables a sheet feeds: customers, orders, both line by line, or one that no schema knows."""

from collections.abc import Sequence

from custsheet.ooxml.raw import letters_of
from custsheet.read.headings import ORDER_FIELDS, Mapped
from custsheet.schema import Schema


def tables_of(columns: Sequence[Mapped], schema: Schema, sheet: str, forced: str = "") -> dict[str, dict[int, str]]:
    """Return the tables a sheet feeds, each with its columns: position -> field (carried columns under a name of their own).

    Customers need a column that tells customers apart, or their number among columns of their own; orders need a date or an amount. In
    a sheet of both, the customer's number goes to the customers; what both could have (a note) and columns of neither go
    to the orders, for they may differ from line to line.
    """
    fields = {each.field for each in columns if each.field}
    orders = "orders" in schema and _are_orders(fields, schema)
    people = "customers" in schema and bool(
        fields & set(schema["customers"].identity) or (not orders and _numbered_people(columns, schema))
    )
    chosen = [forced] if forced else [name for name, there in (("customers", people), ("orders", orders)) if there]
    chosen = chosen or [_other_table(fields, schema) or f"other:{sheet}"]
    last = chosen[-1]
    parts: dict[str, dict[int, str]] = {name: {} for name in chosen}
    for each in columns:
        asked = chosen if each.field == "customer_id" else reversed(chosen)
        home = next((name for name in asked if name in schema and each.field in schema[name].fields), "")
        if home:
            parts[home][each.position] = each.field
        else:
            parts[last][each.position] = ""
    return {name: _named(part, columns, schema, name) for name, part in parts.items()}


def _are_orders(fields: set[str], schema: Schema) -> bool:
    """Return whether a sheet has orders: a date or an amount; of somebody's orders the number, or what and how many, will do."""
    somebody = fields & {"customer_id", *(schema["customers"].identity if "customers" in schema else ())}
    goods = "order_id" in fields or {"product", "quantity"} <= fields
    return bool(fields & (ORDER_FIELDS - {"order_id"})) or bool(somebody and goods)


def _numbered_people(columns: Sequence[Mapped], schema: Schema) -> bool:
    """Return whether a sheet tells customers apart by number alone: most of its other columns are customers' own."""
    others = [each.field for each in columns if each.field != "customer_id"]
    elsewhere = {field for name in schema if name != "customers" for field in schema[name].fields}
    own = [field for field in others if field in schema["customers"].fields and field not in elsewhere]
    return len(others) < len(columns) and bool(own) and 2 * len(own) >= len(others)


def _other_table(fields: set[str], schema: Schema) -> str:
    """Return the table of the user's own schema that most of the fields belong to, "" for none."""
    others = [name for name in schema if name not in ("customers", "orders")]
    counts = {name: len(fields & set(schema[name].fields)) for name in others}
    best = max(counts, key=lambda name: counts[name], default="")
    return best if best and counts[best] >= 2 else ""


def _named(part: dict[int, str], columns: Sequence[Mapped], schema: Schema, table: str) -> dict[int, str]:
    """Give every carried column a name: its heading, numbered where that name is taken; `column_C` without a heading."""
    reserved = set(schema[table].fields) if table in schema else set()
    headings = {each.position: each.heading for each in columns}
    taken = {field for field in part.values() if field}
    named = {}
    for position in sorted(part):
        field = part[position] or _free(headings[position] or f"column_{letters_of(position)}", taken | reserved)
        taken.add(field)
        named[position] = field
    return named


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free
