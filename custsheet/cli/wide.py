"""Text on a console where Chinese signs take two columns: measuring, padding, wrapping, and help pages made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width

import click

_UNITS = re.compile(r"\s+|[⺀-鿿＀-￮][，。、；：！？）”』」]*|[^\s⺀-鿿＀-￮]+[，。、；：！？）”』」]*")


def width(text: str) -> int:
    """Return the number of columns *text* takes.

    >>> width("a客户")
    5
    """
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def pad(text: str, columns: int) -> str:
    """Return *text* filled up with blanks to so many columns."""
    return text + " " * max(columns - width(text), 0)


def wrap(text: str, columns: int) -> list[str]:
    """Return *text* as lines of at most so many columns, broken at blanks or between Chinese signs.

    >>> wrap("清洗 customer 表格", 8)
    ['清洗', 'customer', '表格']
    """
    lines = [""]
    for unit in _UNITS.findall(text):
        if width(lines[-1] + unit.rstrip()) > columns and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += unit if lines[-1] else unit.lstrip()
    return [line.rstrip() for line in lines]


def table(rows: Iterable[Sequence[str]], indent: str = "") -> list[str]:
    """Return *rows* as lines with aligned columns."""
    kept = [list(row) for row in rows]
    widths = [max(map(width, column)) for column in zip(*kept, strict=True)]
    return [(indent + "  ".join(map(pad, row, widths))).rstrip() for row in kept]


class Formatter(click.HelpFormatter):
    """Help pages that stay aligned in Chinese."""

    def write_text(self, text: str) -> None:
        """Write paragraphs; one that begins with `\\b` keeps its lines."""
        indent = " " * self.current_indent
        for paragraph in text.split("\n\n"):
            kept = paragraph.startswith("\b\n")
            lines = (
                paragraph[2:].split("\n")
                if kept
                else wrap(" ".join(paragraph.split()), self.width - self.current_indent)
            )
            self.write("".join(f"{indent}{line}\n" for line in lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write terms with their meanings beside them."""
        terms = list(rows)
        first = min(max(width(term) for term, _ in terms), col_max) + col_spacing
        indent = " " * self.current_indent
        for term, meaning in terms:
            lines = wrap(meaning, max(self.width - self.current_indent - first, 10))
            beside = width(term) <= first - col_spacing
            self.write(f"{indent}{pad(term, first)}{lines[0]}\n" if beside else f"{indent}{term}\n")
            self.write("".join(f"{indent}{' ' * first}{line}\n" for line in lines[1 if beside else 0 :]))


class Context(click.Context):
    """A context whose help pages stay aligned in Chinese."""

    formatter_class = Formatter
