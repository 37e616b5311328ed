"""`custsheet check FILE…`: read, standardize in memory and check; nothing cleaned is written."""

from custsheet.cli.work import READING, TELLING, work

PARAMETERS = (*READING, "output", "issues", "unmasked", "layout", "pdf", "min_score", "max_drop", *TELLING)
DEFAULTS = {"fail_on": "error"}


def call(**given: object) -> int:
    """Check, and leave with 1 where there are errors."""
    return work("check", **given)  # type: ignore[arg-type]
