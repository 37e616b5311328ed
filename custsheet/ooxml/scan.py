"""Structure of XML found column-wise: where tags begin, and what stands between them, without a parser.

A piece of XML is an array of bytes; the places of all `<` and `>` are found at once, and everything else is arithmetic
on those places. It takes well-formed XML without CDATA; `>` inside attribute values is not expected.

>>> page = scan(b'<si><t>a</t></si><si><t>bc</t></si>')
>>> page.texts(page.tags(b"t")).to_pylist()
['a', 'bc']
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

MARGIN = 32  # blanks behind the content: as far as anybody looks ahead
_AFTER_NAME = np.isin(np.arange(256), np.frombuffer(b" >/\t\r\n", np.uint8))


class Page(NamedTuple):
    """A piece of XML with the places of its tags."""

    content: np.ndarray
    opens: np.ndarray  # places of <
    closes: np.ndarray  # places of >

    def tags(self, name: bytes) -> np.ndarray:
        """Return where the tags `<name …` begin."""
        found = self.opens
        for step, letter in enumerate(name, 1):
            found = found[self.content[found + step] == letter]
        return found[_AFTER_NAME[self.content[found + len(name) + 1]]]

    def ends(self, tags: np.ndarray) -> np.ndarray:
        """Return the place of the `>` that ends each tag."""
        return self.closes[np.searchsorted(self.closes, tags)]

    def texts(self, tags: np.ndarray) -> pa.Array:
        """Return the character data directly behind each tag, still escaped."""
        ends = self.ends(tags)
        following = np.searchsorted(self.opens, ends)
        stops = np.append(self.opens, len(self.content))[following]
        return self.spans(ends + 1, stops)

    def spans(self, starts: np.ndarray, stops: np.ndarray) -> pa.Array:
        """Return the bytes from each start to its stop, as text. ValueError where they overlap: a tag without its end."""
        if not len(starts):
            return pa.array([], pa.string())
        bounds = np.stack([starts, stops], axis=1).astype(np.int32).ravel()
        if (bounds[1:] < bounds[:-1]).any():
            raise ValueError("a tag without its end")
        # the whole content as texts: every other one is wanted, those between are markup
        buffers = [None, pa.py_buffer(bounds), pa.py_buffer(self.content)]
        found = pa.BinaryArray.from_buffers(pa.binary(), len(bounds) - 1, buffers)
        return as_text(found.take(pa.array(np.arange(0, len(bounds), 2))))


def scan(xml: bytes) -> Page:
    """Return a piece of XML with its tags found. Up to 2 GB; blanks are added behind, so that looking ahead is safe."""
    found = np.frombuffer(xml + b" " * MARGIN, np.uint8)
    return Page(found, np.flatnonzero(found == 0x3C), np.append(np.flatnonzero(found == 0x3E), len(xml)))


def as_text(raw: pa.Array) -> pa.Array:
    """Return bytes as text; what is no UTF-8 becomes U+FFFD."""
    try:
        return raw.cast(pa.string())
    except pa.ArrowInvalid:
        return pa.array([each.decode("utf-8", "replace") for each in raw.to_pylist()], pa.string())
