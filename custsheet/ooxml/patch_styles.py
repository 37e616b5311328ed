"""Cell styles laid over those of a workbook: new fills and cell formats at the end of its own, nothing else changed.

Each look has a colour of its own; what fill a cell had before is told by the last steps of the colour's blue, so that it can be
given back even after another program has renumbered all styles.
"""

import re
from typing import NamedTuple

_FILLS = re.compile(rb"<((?:[\w.-]+:)?)fills\b([^<>]*?)(/>|>(.*?)</(?:[\w.-]+:)?fills>)", re.DOTALL)
_FILL = re.compile(rb"<(?:[\w.-]+:)?fill(?:\s[^<>]*)?(?:/>|>.*?</(?:[\w.-]+:)?fill>)", re.DOTALL)
_XFS = re.compile(rb"<((?:[\w.-]+:)?)cellXfs\b([^<>]*?)>(.*?)</(?:[\w.-]+:)?cellXfs>", re.DOTALL)
_XF = re.compile(rb"<((?:[\w.-]+:)?)xf\b([^<>]*?)(/>|>(.*?)</(?:[\w.-]+:)?xf>)", re.DOTALL)
_COUNT = re.compile(rb'count="[0-9]+"')
LOOKS = {"changed": 0xFFF1C9, "faulty": 0xF8C4B4, "heading": 0xD5DEEA, "count": 0xF3F5F8}
WRAPPED = "+"  # at the end of a look: its text is wrapped; alone, no colour
SHADES = 24  # fills told apart per look
MOST = 64_000  # cell formats of a workbook
_ALIGNED = b'<%salignment vertical="top" wrapText="1"/>'


class Given(NamedTuple):
    """A cell format given to marked cells."""

    number: int
    own: str  # the style before, "" for none


class Looks:
    """The styles of a workbook, growing by those of marked cells."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        fills, formats = _FILLS.search(xml), _XFS.search(xml)
        self.usable = bool(fills and formats)
        self.fills = [each[0] for each in _FILL.finditer(fills[4] or b"")] if fills else []
        self.formats = [each[0] for each in _XF.finditer(formats[3])] if formats else []
        self.first_fill, self.first = len(self.fills), len(self.formats)
        self.given: dict[tuple[bytes, str, bool], int] = {}
        self.shades: dict[str, dict[bytes, int]] = {}
        self.colours: dict[tuple[str, int], int] = {}

    def __call__(self, own: bytes, look: str, text: bool = False) -> int:
        """Return the style for cells of style *own* (b"" for none) under a look; their own where there is no more room."""
        if not self.usable or self.first + len(self.given) >= MOST:
            return int(own or 0)
        key = (own, look, text)
        if key not in self.given:
            self.given[key] = len(self.formats)
            self.formats.append(self._derived(int(own or 0), look, text))
        return self.given[key]

    def _derived(self, own: int, look: str, text: bool) -> bytes:
        found = _XF.fullmatch(
            self.formats[own] if own < self.first else b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        )
        prefix, attributes, inner = (found[1], found[2], found[4] or b"") if found else (b"", b"", b"")
        if colour := look.removesuffix(WRAPPED):
            attributes = _with(attributes, b"fillId", b"%d" % self._fill(_number(attributes, b"fillId"), colour))
            attributes = _with(attributes, b"applyFill", b"1")
        if text:
            attributes = _with(attributes, b"quotePrefix", b"1")
        if look.endswith(WRAPPED):
            attributes, inner = _with(attributes, b"applyAlignment", b"1"), _ALIGNED % prefix
        name = prefix + b"xf"
        return b"<%s%s>%s</%s>" % (name, attributes, inner, name) if inner else b"<%s%s/>" % (name, attributes)

    def _fill(self, own: int, look: str) -> int:
        """Return the number of the fill with the look's colour, in the shade that tells the fill *own*."""
        before = self.fills[own] if own < self.first_fill else b""
        shades = self.shades.setdefault(look, {b"": 0})
        shade = (
            0 if own == 0 else shades.setdefault(before, len(shades)) if len(shades) < SHADES else shades.get(before, 0)
        )
        if (look, shade) not in self.colours:
            self.colours[look, shade] = len(self.fills)
            self.fills.append(self._solid(LOOKS[look] - shade))
        return self.colours[look, shade]

    def _solid(self, colour: int) -> bytes:
        found = _FILLS.search(self.xml)
        p = found[1] if found else b""
        inner = b'<%spatternFill patternType="solid"><%sfgColor rgb="FF%06X"/><%sbgColor indexed="64"/></%spatternFill>'
        return b"<%sfill>%s</%sfill>" % (p, inner % (p, p, colour, p, p), p)

    def told(self) -> bytes:
        """Return `styles.xml` with what was added."""
        if not self.usable:
            return self.xml
        more = b"".join(self.fills[self.first_fill :])
        xml = _FILLS.sub(
            lambda found: _grown(found, found[4] or b"", b"fills", more, len(self.fills)), self.xml, count=1
        )
        more = b"".join(self.formats[self.first :])
        return _XFS.sub(lambda found: _grown(found, found[3], b"cellXfs", more, len(self.formats)), xml, count=1)

    def memory(self) -> dict[str, object]:
        """Return what is needed to give the cells their own styles back."""
        fills = {
            f"FF{LOOKS[look] - shade:06X}": before.decode()
            for look, shades in self.shades.items()
            for before, shade in shades.items()
            if shade
        }
        own = {number: key[0].decode() for key, number in self.given.items()}
        return {"formats": [self.first, len(self.formats)], "own": own, "fills": fills, "first_fill": self.first_fill}


def _grown(found: re.Match[bytes], inner: bytes, name: bytes, more: bytes, count: int) -> bytes:
    attributes = _COUNT.sub(b'count="%d"' % count, found[2])
    return b"<%s%s%s>%s%s</%s%s>" % (found[1], name, attributes, inner, more, found[1], name)


def shortened(xml: bytes, fills: int, formats: int) -> bytes:
    """Return styles with only the first *fills* and *formats* of them, as they were before any look was laid over."""
    for pattern, each, place, name, count in ((_FILLS, _FILL, 4, b"fills", fills), (_XFS, _XF, 3, b"cellXfs", formats)):
        found = pattern.search(xml)
        if found:
            kept = list(each.finditer(found[place] or b""))[count:]
            inner = found[place][: kept[0].start()] if kept else found[place]
            xml = xml[: found.start()] + _grown(found, inner, name, b"", count) + xml[found.end() :]
    return xml


def recoloured(xml: bytes, fills: dict[str, str]) -> tuple[bytes, int]:
    """Return styles in which every fill of one of our colours is the fill it stood for, or none; and how many those were.

    *fills* maps colours to the XML of fills; for styles that another program has written anew.
    """
    whole = _FILLS.search(xml)
    if not whole:
        return xml, 0
    ours = {f"{colour - shade:06X}": "" for colour in LOOKS.values() for shade in range(SHADES)}
    ours |= {colour[-6:]: text for colour, text in fills.items()}
    count = 0

    def own(found: re.Match[bytes]) -> bytes:
        nonlocal count
        colour = re.search(rb'fgColor\b[^<>]*?rgb="(?:[0-9A-Fa-f]{2})([0-9A-Fa-f]{6})"', found[0])
        known = ours.get(colour[1].decode().upper()) if colour and b"solid" in found[0] else None
        if known is None:
            return found[0]
        count += 1
        return known.encode() or b'<%sfill><%spatternFill patternType="none"/></%sfill>' % ((whole[1],) * 3)

    inner = _FILL.sub(own, whole[4] or b"")
    return xml[: whole.start(4)] + inner + xml[whole.end(4) :], count


def _number(attributes: bytes, name: bytes) -> int:
    found = re.search(rb"\s" + name + rb'="([0-9]+)"', attributes)
    return int(found[1]) if found else 0


def _with(attributes: bytes, name: bytes, value: bytes) -> bytes:
    """Return attributes with one of them set."""
    text = b' %s="%s"' % (name, value)
    changed, found = re.subn(rb"\s" + name + rb'="[^"]*"', text, attributes, count=1)
    return changed if found else attributes.rstrip() + text
