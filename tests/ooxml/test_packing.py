"""Parts of a package come out as they went in, whatever their size."""

import zipfile
from io import BytesIO
from zipfile import ZipFile, ZipInfo

import pytest

from custsheet.ooxml import packing


@pytest.mark.parametrize("content", [b"", b"<a/>", bytes(range(256)) * 20])
@pytest.mark.parametrize("limit", [2**31, 1_000], ids=["plain", "zip64"])
def test_a_part_comes_out_as_it_went_in(monkeypatch, content, limit):
    """Also beyond what a plain zip holds, which is two gigabytes; here less."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", limit - 1)
    monkeypatch.setattr(packing, "ZIP64", limit)
    made = BytesIO()
    with ZipFile(made, "w") as package:
        packing.write_whole(package, ZipInfo("one.xml", (1980, 1, 1, 0, 0, 0)), content)
    with ZipFile(made) as package:
        assert package.testzip() is None
        assert package.read("one.xml") == content
