"""A workbook's table of contents: its sheets, number formats, date system and custom properties."""

from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from custsheet.errors import InputError
from custsheet.ooxml.formats import cell_formats
from custsheet.ooxml.package import attribute, local, targets, tree
from custsheet.ooxml.patch_book import OURS

LONGEST_NAME = 255  # characters; a spreadsheet allows 31


class Sheet(NamedTuple):
    """One worksheet: its name, its part in the package, and whether people see it."""

    name: str
    part: str
    hidden: bool


class Workbook(NamedTuple):
    """What the cells of every sheet stand on."""

    sheets: list[Sheet]
    formats: list[str]  # format code of each cell style
    strings: str  # the part with the shared strings
    since_1904: bool
    properties: dict[str, str]  # custom document properties
    macros: bool
    links: bool  # whether formulas refer to other workbooks
    marks: dict[str, str]  # hidden names that custsheet gave its marks, and what they refer to


def workbook(package: ZipFile) -> Workbook:
    """Return the contents of an .xlsx package. InputError: `E_DAMAGED` where it is no workbook."""
    main = _main_part(package)
    root = tree(package, main)
    if root is None:
        raise InputError("E_DAMAGED", file=Path(package.filename or "").name)
    related = targets(package, main)
    by_type = dict(related.values())
    sheets = [
        Sheet(
            attribute(each, "name")[:LONGEST_NAME],
            related[attribute(each, "id")][1],
            attribute(each, "state") in ("hidden", "veryHidden"),
        )
        for each in root.iter()
        if local(each) == "sheet" and related.get(attribute(each, "id"), ("", ""))[0] == "worksheet"
    ]
    since_1904 = any(attribute(each, "date1904") in ("1", "true") for each in root if local(each) == "workbookPr")
    styles = cell_formats(tree(package, by_type.get("styles", "xl/styles.xml")))
    strings = by_type.get("sharedStrings", "xl/sharedStrings.xml")
    names = [each.replace("\\", "/").casefold() for each in package.namelist()]
    macros = any(each.endswith("vbaproject.bin") for each in names)
    links = any(each.startswith("xl/externallinks/") for each in names)
    return Workbook(sheets, styles, strings, since_1904, properties(package), macros, links, _marks(root))


def _main_part(package: ZipFile) -> str:
    kinds = dict(targets(package, "").values())
    return kinds.get("officeDocument", "xl/workbook.xml")


def _marks(root: Element) -> dict[str, str]:
    names = {attribute(each, "name"): each.text or "" for each in root.iter() if local(each) == "definedName"}
    return {name: ref for name, ref in names.items() if name.startswith(OURS)}


def properties(package: ZipFile) -> dict[str, str]:
    """Return the custom document properties, by name."""
    root = tree(package, "docProps/custom.xml")
    return (
        {attribute(each, "name"): "".join(each.itertext()) for each in root if local(each) == "property"}
        if root is not None
        else {}
    )
