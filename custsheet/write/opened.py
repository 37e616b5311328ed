"""Who has a file open, by the owner files that Excel, WPS and LibreOffice put beside it. A hint, never a proof.

Excel's `~$NAME.xlsx` has the user's name twice, of 54 signs at most: its length in one byte and ANSI, then from byte 55 its
length in two bytes and UTF-16 (165 bytes in all); WPS writes the same under `.~NAME.xlsx`. LibreOffice's `.~lock.NAME.xlsx#` is one line of text:
`full name,login,host,day,profile;`. A crash leaves them behind, so old ones are not believed.
"""

import time
from contextlib import suppress
from pathlib import Path

FRESH = 3 * 24 * 3600.0  # seconds
_MOST = 54  # signs of a name in Excel's owner file
_WIDE = 1 + _MOST  # where the wide name begins in it


def opened_by(path: Path) -> str:
    """Return the name of who seems to have *path* open, "" where nobody is known."""
    for owner, reader in (
        (path.with_name(f"~${path.name}"), _excel),
        (path.with_name(f".~{path.name}"), _excel),
        (path.with_name(f".~lock.{path.name}#"), _libreoffice),
    ):
        with suppress(OSError, ValueError, IndexError):
            if time.time() - owner.stat().st_mtime < FRESH and (name := reader(owner.read_bytes()[:1000]).strip()):
                return name
    return ""


def _excel(content: bytes) -> str:
    length = int.from_bytes(content[_WIDE : _WIDE + 2], "little")
    if 0 < length <= _MOST:
        return content[_WIDE + 2 : _WIDE + 2 + 2 * length].decode("utf-16-le").strip("\0 ")
    return content[1 : 1 + content[0]].decode("gb18030").strip("\0 ")


def _libreoffice(content: bytes) -> str:
    full, login, host = [part.strip() for part in content.decode("utf-8").split(",")][:3]
    return " @ ".join(part for part in (full or login, host) if part)
