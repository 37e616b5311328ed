"""The columns of a sheet of fields: what each tells of a field, in which form, and how wide it is."""

from typing import NamedTuple, get_args

from custsheet.checks import CHECKS
from custsheet.fields import KINDS
from custsheet.schema import OFF, Survivorship

DEFAULT = "default"  # a check that is asked at its own level
CHOICES: dict[str, tuple[str, ...]] = {  # every closed choice, by the name of its group
    "yesno": ("yes", "no"),
    "kind": tuple(KINDS),
    "pii": ("none", "personal", "sensitive"),
    "survivorship": get_args(Survivorship),
    "use": (DEFAULT, "error", "warning", "info", OFF),
    "level": ("error", "warning", "info", OFF),
    "on_fail": ("issue", "quarantine"),
}
RULES = ("table", "rule", "title", "use", "on_fail", "rule_options")  # of the sheet of rules across fields
LEVELS = ("code", "title", "default")  # of the sheet of levels; then a column for each table
TABLES = ("sheet", "table", "zh", "en")


class Column(NamedTuple):
    """One column: its name, the form of its cells, its width."""

    name: str
    form: str  # text, number, list, settings, levels, or a group of CHOICES
    width: float


COLUMNS: tuple[Column, ...] = (
    Column("field", "text", 18),
    Column("zh", "text", 16),
    Column("en", "text", 18),
    Column("kind", "kind", 14),
    Column("aliases", "list", 34),
    Column("required", "yesno", 8),
    Column("unique", "yesno", 10),
    Column("identity", "yesno", 10),
    Column("pii", "pii", 12),
    Column("survivorship", "survivorship", 16),
    Column("block", "text", 12),
    Column("spare", "text", 12),
    Column("further", "text", 14),
    Column("owner", "text", 12),
    Column("retention_months", "number", 12),
    Column("fresh_days", "number", 12),
    Column("values", "list", 28),
    Column("options", "settings", 22),
    Column("levels", "levels", 26),
)
CHECK_WIDTH = 13.0
CHECK_OPTIONS = Column("check_options", "settings", 30)


def field_checks() -> list[str]:
    """Return the checks that a field may have, each a column of its own."""
    return [name for name, check in CHECKS.items() if check.SCOPE != "row"]


def row_checks() -> list[str]:
    """Return the checks across the fields of a row."""
    return [name for name, check in CHECKS.items() if check.SCOPE == "row"]
