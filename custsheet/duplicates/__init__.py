"""Duplicates: which rows are one customer, and one row per customer.

The way of a table: `repeats` (rows that say the same) → `evidence` (columns as numbers) → `block` (pairs worth comparing)
→ `compare` (levels) → `weigh` (bits and probability) → `judge` (certain, possible) → `group` (customers) → `ids` → `merge`
and `survive`; `orders` settles overlapping exports. `engine` strings the middle together and knows nothing of books.

Why not Splink, recordlinkage or dedupe: they need settings or labels per file, forget what people decided, and drag in a
database or SciPy; a sheet needs defaults that are safe unseen.
"""

from custsheet.duplicates.match import matching
from custsheet.duplicates.merge import merge, merging
from custsheet.duplicates.orders import settle_orders
from custsheet.duplicates.relate import relate

__all__ = ["matching", "merge", "merging", "relate", "settle_orders"]
