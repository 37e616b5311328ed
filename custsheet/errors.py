"""Exceptions for the operator. Faults in customers' data are issues, never exceptions.

Every exception names a stable code (`E_…`) whose sentence stands in `texts/<lang>/errors.yaml`; the command line shows
it in one line and leaves with the exception's exit code.
"""

from typing import Any

from custsheet.texts import say


class CustsheetError(Exception):
    """A fault that stops the run.

    `code` is the stable string code, `facts` fill the sentence, `exit_code` is what the command line leaves with.
    """

    exit_code = 4

    def __init__(self, code: str, /, **facts: object) -> None:
        self.code = code
        self.facts: dict[str, Any] = facts
        super().__init__(code)

    def __str__(self) -> str:
        return f"{self.code}: {say('errors', self.code, **self.facts)}"


class ConfigError(CustsheetError):
    """The command line, the schema or the configuration is wrong (exit 2)."""

    exit_code = 2


class InputError(CustsheetError):
    """An input cannot be used: missing, empty, locked, damaged, hostile, without a header (exit 3)."""

    exit_code = 3


class BalanceError(CustsheetError):
    """Rows or amounts do not add up: a fault of custsheet itself, so nothing is published (exit 4)."""

    exit_code = 4


class OutputError(CustsheetError):
    """The outputs cannot be written: folder, rights, disk (exit 6)."""

    exit_code = 6


class LockError(CustsheetError):
    """Another run holds the output folder, or has overtaken this one (exit 5)."""

    exit_code = 5
