"""Verifying: where the sources of one customer disagree, and what people found out by calling.

Between matching, which says whose rows are one customer, and merging, which leaves one value of each field: `sources`
says who speaks, `agreement` compares them field by field, `crossed` tells the outcome, `stage` writes it into the book;
`trust` says who is believed. `draw` chooses whom to call back, `accuracy` makes a measured figure of the answers.

Cross-checking finds no issues of its own. What merging gave up of one customer is an issue already (`merge.conflict`), one
per customer and field, whatever the number of sources; the cross-check is the evidence behind it: every source's word,
since when, and which one survived. Where one source alone speaks of everybody nothing is compared, and the book says so.

Tables of the book (text throughout):

* `verify:cells`: customer_id, field, source, row, value, since, verified; every source's word on the fields in dispute
* `verify:fields`: field, compared, agreed; customers of whom several sources fill the field
* `verify:sources`: source, rank, compared, agreed; cells that another source fills, too
* `verify:accuracy`: field ("" for all), asked, answered, correct, share, low, high; only where people called back
* `facts:verify`: sources, customers, compared, agreed, confirmed; and of the call-back sample on, size, population, weighted
"""

from custsheet.verify.stage import on
from custsheet.verify.trust import ranked

__all__ = ["on", "ranked"]
