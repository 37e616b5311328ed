"""`custsheet classify FILE…`: RFM scores, segments and tiers."""

from custsheet.cli.work import READING, TELLING, work

PARAMETERS = (*READING, "output", "merge", "trust", "skip_unreadable", *TELLING)


def call(**given: object) -> int:
    """Classify the customers."""
    return work("classify", **given)  # type: ignore[arg-type]
