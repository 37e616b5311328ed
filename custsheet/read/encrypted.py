"""Opening workbooks that have a password, wholly in memory: the plain content never touches the disk.

Needs the optional package msoffcrypto-tool (`custsheet[encrypted]`). Encrypted content is verified before it is used:
an altered file is refused, not half read.
"""

import inspect
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from custsheet.errors import InputError
from custsheet.read.passwords import Password

MOST_SPINS = 1_000_000  # rounds of hashing a file may ask for; Excel asks for 100,000


def decrypted(path: Path, password: Password) -> bytes:
    """Return the plain content of an encrypted workbook.

    Raises InputError: `E_PASSWORD` without a password, `E_PASSWORD_WRONG`, `E_INTEGRITY`, `E_PASSWORD_EXTRA` where the
    optional package is missing. No error ever quotes the password.
    """
    word = password(path.name) if callable(password) else password
    if not word:
        raise InputError("E_PASSWORD", file=path.name)
    try:
        import msoffcrypto
    except ImportError as error:
        raise InputError("E_PASSWORD_EXTRA", file=path.name) from error
    with path.open("rb") as file:
        return _unlocked(msoffcrypto.OfficeFile(file), word, path.name)


def _unlocked(book: Any, word: str, file: str) -> bytes:
    """Return the plain content, with every check the format has: the key before, the content after (.xls: the key alone)."""
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    if int(getattr(book, "info", {}).get("spinValue", 0)) > MOST_SPINS:
        raise InputError("E_DAMAGED", file=file)
    content = BytesIO()
    try:
        book.load_key(password=word, **_checked(book.load_key, "verify_password"))
    except DecryptionError:
        raise InputError("E_PASSWORD_WRONG", file=file) from None
    try:
        book.decrypt(content, **_checked(book.decrypt, "verify_integrity"))
    except InvalidKeyError:
        raise InputError("E_INTEGRITY", file=file) from None
    return content.getvalue()


def _checked(verb: Callable[..., object], check: str) -> dict[str, bool]:
    return {check: True} if check in inspect.signature(verb).parameters else {}
