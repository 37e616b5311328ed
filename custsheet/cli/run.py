"""`custsheet run FILE…`: the whole job."""

from custsheet.cli.work import READING, TELLING, work

PARAMETERS = (
    *READING,
    "output",
    "issues",
    "merge",
    "trust",
    "skip_unreadable",
    "unmasked",
    "layout",
    "pdf",
    "state",
    "force",
    "owners",
    "max_bad",
    "max_drop_rows",
    "min_score",
    "max_drop",
    *TELLING,
)


def call(**given: object) -> int:
    """Run the whole job."""
    return work("run", **given)  # type: ignore[arg-type]
