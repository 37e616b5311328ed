"""Packages are checked before anything in them is parsed."""

import warnings
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from custsheet.errors import InputError
from custsheet.read.excel import read_xlsx
from tests.ooxml.test_cells import package


def refusal(path):
    with pytest.raises(InputError) as refused:
        read_xlsx(path)
    assert path.name in str(refused.value)
    return refused.value.code


def test_bomb(tmp_path):
    """A small file that inflates to hundreds of megabytes is refused unread."""
    path = tmp_path / "bomb.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as file, file.open("xl/worksheets/s.xml", "w", force_zip64=True) as part:
        for _ in range(310):
            part.write(b" " * 1_000_000)
    assert refusal(path) == "E_ZIP_BOMB"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/s.xml", "xl/styles.xml"])
def test_doctype(tmp_path, part):
    """No part may declare a DOCTYPE: entities are how XML is made to explode."""
    hostile = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
    assert refusal(package(tmp_path / "dtd.xlsx", "", extra={part: hostile})) == "E_XML_DTD"


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil", "C:/evil"])
def test_escaping_member(tmp_path, name):
    """A member that points outside the package is refused."""
    assert refusal(package(tmp_path / "way.xlsx", "", extra={name: "x"})) == "E_ZIP_LAYOUT"


def test_repeated_member(tmp_path):
    """Two parts of one name are refused: readers disagree on which counts."""
    path = package(tmp_path / "two.xlsx", "")
    with warnings.catch_warnings(), ZipFile(path, "a") as file:
        warnings.simplefilter("ignore")
        file.writestr("xl/workbook.xml", "<workbook/>")
    assert refusal(path) == "E_ZIP_LAYOUT"


def test_truncated(tmp_path):
    """Half a file is damaged, not a traceback."""
    path = package(tmp_path / "half.xlsx", '<row><c r="A1"><v>1</v></c></row>')
    path.write_bytes(path.read_bytes()[:-200])
    assert refusal(path) == "E_DAMAGED"


def test_flipped_bytes(tmp_path):
    """Whatever single byte is damaged, there is a table or a coded refusal."""
    from custsheet.read.files import grids_of
    from custsheet.read.sheet import Wishes
    from custsheet.schema import load_schema

    schema = load_schema()
    whole = package(tmp_path / "flip.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>').read_bytes()
    path = tmp_path / "flip.xlsx"
    for place in range(0, len(whole), 29):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            assert grids_of(path, schema, Wishes())[1] is not None
        except InputError as refused:
            assert refused.code.startswith("E_")
