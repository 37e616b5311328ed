"""`custsheet run FILE…`: the whole job."""

from custsheet.cli.work import READING, TELLING, work

PARAMETERS = (*READING, "output", "merge", "trust", "skip_unreadable", "unmasked", "layout", *TELLING)


def call(**given: object) -> int:
    """Run the whole job."""
    return work("run", **given)  # type: ignore[arg-type]
