"""Parts of a package as they are written, packed by ISA-L: a third of zlib's time at its quickest, and smaller."""

from collections.abc import Iterable
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from isal import isal_zlib

ZIP64 = 2**31  # bytes from which a part is written as zip64
LEVEL = 1  # of compression, 0 to 3; 3 takes as long as zlib


def write(package: ZipFile, like: ZipInfo, parts: Iterable[bytes], large: bool = False) -> None:
    """Write the *parts* of a member that is named and dated *like* another; *large* is one that may pass 2 GB.

    Raises RuntimeError for one that does and was not called large.
    """
    fresh = ZipInfo(like.filename, like.date_time)
    fresh.external_attr, fresh.create_system = like.external_attr, like.create_system
    fresh.compress_type = ZIP_DEFLATED
    with package.open(fresh, "w", force_zip64=large) as file:
        # zipfile knows no other packer; where it calls it by another name, it uses its own
        file._compressor = isal_zlib.compressobj(LEVEL, isal_zlib.DEFLATED, -isal_zlib.MAX_WBITS)  # type: ignore[attr-defined]
        for part in parts:
            file.write(part)


def write_whole(package: ZipFile, like: ZipInfo, content: bytes) -> None:
    """Write a member whose content is all there, of any size."""
    write(package, like, [content], len(content) >= ZIP64)
