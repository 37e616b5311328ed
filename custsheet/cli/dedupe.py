"""`custsheet dedupe FILE…`: up to matching; who may be the same customer."""

from custsheet.cli.work import READING, TELLING, work

PARAMETERS = (*READING, "output", "skip_unreadable", *TELLING)


def call(**given: object) -> int:
    """Look for duplicates."""
    return work("dedupe", **given)  # type: ignore[arg-type]
