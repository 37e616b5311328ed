"""What reading and writing both need to know of .xlsx: parts of the package, cells, number formats, dates.

Cells are found by one compiled pattern over the bytes of a sheet, not by an XML parser: a million cells in about the
time the fastest parsers take, with type, style and formula of each, and nothing a hostile file holds can abort the
process. Where the pattern meets XML it was not made for, a slower and more tolerant one takes over.
"""
