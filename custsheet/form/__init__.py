"""Forms made from the schema: a workbook and a page for a tablet, with the same columns, hints and rules.

What comes back is read by `custsheet.read.forms`.
"""

from custsheet.form.columns import columns_of
from custsheet.form.making import make

__all__ = ["columns_of", "make"]
