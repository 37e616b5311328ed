"""The schema as a workbook (数据字典.xlsx) that staff edit in Excel or WPS, and the way back.

A sheet per table, a row per field, a drop-down for every closed choice; sheets of rules across fields, of the levels of
all rules, and of the choices. Reading is tolerant: columns and rows may be moved, letters full-width, words Chinese,
English or the schema's own. What cannot be read is told with sheet and cell, and the nearest known word.

Why not CSV, or one sheet for all: a rule belongs to a field, and people edit what they see beside each other.
"""

from custsheet.dictionary.reading import tables
from custsheet.dictionary.writing import write

__all__ = ["tables", "write"]
