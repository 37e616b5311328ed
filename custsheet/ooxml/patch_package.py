"""A package with some of its parts replaced, added or taken out; the others are copied as they lie in the archive, still packed."""

import copy
import posixpath
import struct
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from custsheet.ooxml.package import member
from custsheet.ooxml.packing import write_whole

_LOCAL = struct.Struct("<4s5H3L2H")
_SIZES_BEHIND = 0x08  # flag: sizes follow the content


class Package:
    """The parts of a workbook, some of them changed in memory. Part names are those stored, whatever case they are asked in."""

    def __init__(self, source: ZipFile) -> None:
        self.source = source
        self.changed: dict[str, bytes] = {}
        self.removed: set[str] = set()

    def name(self, part: str) -> str:
        """Return the stored name of a part, "" where there is none."""
        stored = member(self.source, part)
        found = next((each for each in self.changed if each.casefold() == part.casefold()), stored)
        return "" if found in self.removed else found

    def names(self) -> list[str]:
        """Return the stored names of all parts."""
        every = dict.fromkeys([*self.source.namelist(), *self.changed])
        return [each for each in every if each not in self.removed]

    def read(self, part: str) -> bytes:
        """Return a part's bytes as they are now, b"" where there is none."""
        stored = self.name(part)
        return b"" if not stored else self.changed[stored] if stored in self.changed else self.source.read(stored)

    def put(self, part: str, content: bytes) -> None:
        """Replace or add a part."""
        stored = self.name(part) or part
        self.removed.discard(stored)
        if stored in self.source.namelist() and self.source.read(stored) == content:
            self.changed.pop(stored, None)
        else:
            self.changed[stored] = content

    def take_out(self, part: str) -> None:
        """Remove a part and its own relations."""
        folder, base = posixpath.split(part)
        for each in (self.name(part), self.name(posixpath.join(folder, "_rels", f"{base}.rels"))):
            if each:
                self.changed.pop(each, None)
                self.removed.add(each)

    def free(self, pattern: str) -> str:
        """Return the first part name of a numbered *pattern* (`xl/comments{}.xml`) that is not taken."""
        number = 1
        while self.name(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def packed(self) -> bytes:
        """Return the package as an archive: unchanged parts as they were packed, in their order, new ones last."""
        made = BytesIO()
        with ZipFile(made, "w", ZIP_DEFLATED) as archive:
            for each in self.source.infolist():
                if each.filename in self.changed:
                    write_whole(archive, each, self.changed[each.filename])
                elif each.filename not in self.removed:
                    _copy(archive, self.source, each)
            for name in self.changed.keys() - set(self.source.namelist()):
                write_whole(archive, ZipInfo(name, (1980, 1, 1, 0, 0, 0)), self.changed[name])
        return made.getvalue()


def _copy(archive: ZipFile, source: ZipFile, entry: ZipInfo) -> None:
    """Copy a member without unpacking it."""
    stream, target = source.fp, archive.fp
    if stream is None or target is None:
        raise ValueError("a closed archive")
    stream.seek(entry.header_offset)
    header = _LOCAL.unpack(stream.read(_LOCAL.size))
    stream.seek(entry.header_offset + _LOCAL.size + header[9] + header[10])
    fresh = copy.copy(entry)
    fresh.header_offset, fresh.extra = target.tell(), b""
    fresh.flag_bits &= ~_SIZES_BEHIND
    target.write(fresh.FileHeader(zip64=None))
    target.write(stream.read(entry.compress_size))
    archive.filelist.append(fresh)
    archive.NameToInfo[fresh.filename] = fresh
    archive.start_dir = target.tell()
    archive._didModify = True  # type: ignore[attr-defined]


def differing(before: ZipFile, after: ZipFile) -> Mapping[str, str]:
    """Return the parts that are not byte for byte the same: changed, missing or added."""
    old, new = set(before.namelist()), set(after.namelist())
    found = {name: "changed" for name in old & new if before.read(name) != after.read(name)}
    return {**found, **dict.fromkeys(old - new, "missing"), **dict.fromkeys(new - old, "added")}
