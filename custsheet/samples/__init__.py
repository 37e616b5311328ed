"""Invented dirty workbooks with known faults, what makes them, and what scores a run against their answer key.

`sheets.write_all(folder, seed)` writes the packaged samples; `generate(rows, seed, folder)` large ones for measuring;
`score` compares a finished book with a key.
"""

from custsheet.samples.big import generate

__all__ = ["generate"]
