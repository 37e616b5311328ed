"""How workbooks and pages look: one palette, one set of cell formats. The colours differ in grey, too."""

from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from custsheet.texts import language

INK = "#1F2A37"
MUTED = "#6B7787"
LINE = "#DCE2EA"
PANEL = "#F4F6F9"
DEEP = "#1D3557"  # headings of sheets
ACCENT = "#2F6FB2"
GOOD = "#2E8B57"
TINT = "#FFF1C9"  # a cell that was changed
INPUT = "#FFFBE8"  # a cell for people to fill in
GROUP = "#E6EAF0"  # the line above a group
EQUAL = "#9AA5B3"  # text of cells that agree
DIFFER = "#FDE3D3"  # cells that differ
LEVELS = {"error": "#B42318", "warning": "#D98A00", "info": "#5B8DB8"}
LEVEL_PANELS = {"error": "#FBE4E1", "warning": "#FDF0D5", "info": "#E5EEF6"}

FONTS = {"zh": "微软雅黑", "en": "Calibri"}


@dataclass
class Look:
    """The cell formats of one workbook, each made once, by its properties."""

    book: Workbook
    made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def __call__(self, **properties: Any) -> Format:
        """Return the format with these XlsxWriter properties."""
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(
                {"font_name": font(), "font_size": 10, "valign": "vcenter", **properties}
            )
        return self.made[key]

    def heading(self, **properties: Any) -> Format:
        """Return the format of a column heading."""
        chosen = {
            "bold": True,
            "font_color": "#FFFFFF",
            "bg_color": DEEP,
            "text_wrap": True,
            "bottom": 1,
            "bottom_color": DEEP,
        }
        return self(**{**chosen, **properties})

    def title(self) -> Format:
        """Return the format of a sheet's title."""
        return self(font_size=18, bold=True, font_color=DEEP)

    def section(self) -> Format:
        """Return the format of a section's title."""
        return self(font_size=12, bold=True, font_color=DEEP, bottom=2, bottom_color=ACCENT)

    def muted(self, **properties: Any) -> Format:
        """Return the format of an explanation."""
        return self(font_color=MUTED, **properties)

    def cell(self, **properties: Any) -> Format:
        """Return the format of a cell in one of our own lists: a thin line below."""
        return self(**{"bottom": 1, "bottom_color": LINE, "font_color": INK, **properties})

    def figure(self, num_format: str = "#,##0") -> Format:
        """Return the format of a number in one of our own lists: kept apart from a text in the next column."""
        return self.cell(num_format=num_format, align="right", indent=1)


def font() -> str:
    """Return the font for the language in use."""
    return FONTS[language()]
