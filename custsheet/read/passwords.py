"""Where the password of a workbook comes from: a file, the keyring of the system, a person at a terminal.

Never from the command line, where other accounts would see it, and no error or report ever quotes it. The keyring needs
the optional package keyring (`custsheet[keyring]`); it is asked for service `custsheet` and the file's name, then for
`default`.
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from custsheet.errors import ConfigError, InputError
from custsheet.texts import say

Ask = Callable[[str], str]  # file name -> password, "" for none
Password = str | Ask

SERVICE = "custsheet"
EVERY_FILE = "default"


def chosen(file: str | Path | None, ask: Ask | None = None) -> Password:
    """Return what is asked for the passwords of workbooks: the password file, else the keyring and then the person.

    A password file is read at once: one that cannot be used is told of even where no workbook has a password.
    """
    if file:
        return from_file(Path(file))
    return lambda workbook: _stored(workbook, ask) or (ask(workbook) if ask else "")


def _stored(workbook: str, ask: Ask | None) -> str:
    try:
        return from_keyring(workbook)
    except InputError:
        if ask is None:
            raise
        return ""


def from_file(path: Path) -> str:
    """Return the password in a file: its first line.

    Raises ConfigError (`E_PASSWORD_FILE`) where it cannot be read, is empty, or may be read by other accounts.
    """
    try:
        mode = path.stat().st_mode
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = "missing" if isinstance(error, FileNotFoundError) else "unreadable"
        raise ConfigError("E_PASSWORD_FILE", file=path.name, why=say("read", "password_file", why)) from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError("E_PASSWORD_FILE", file=path.name, why=say("read", "password_file", "open"))
    if not lines or not lines[0]:
        raise ConfigError("E_PASSWORD_FILE", file=path.name, why=say("read", "password_file", "blank"))
    return lines[0]


def from_keyring(workbook: str) -> str:
    """Return the password that the system's keyring has for a workbook, or for all of them; "" for none.

    Raises InputError (`E_KEYRING`) where the keyring cannot be asked: under a service account or without a desktop.
    """
    try:
        import keyring
    except ImportError:
        return ""
    try:
        found = (keyring.get_password(SERVICE, name) for name in (workbook, EVERY_FILE))
        return next((word for word in found if word), "")
    except Exception as error:  # every system's keyring has failures of its own
        raise InputError("E_KEYRING", file=workbook, why=type(error).__name__) from None
