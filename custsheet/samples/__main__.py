"""`python -m custsheet.samples [-o DIR]` writes the packaged samples; with `--rows N` one large workbook."""

import argparse
from pathlib import Path

from custsheet.samples.big import generate
from custsheet.samples.sheets import write_all

parser = argparse.ArgumentParser(prog="python -m custsheet.samples", description=__doc__)
parser.add_argument("-o", "--output", type=Path, default=Path("sample_data"))
parser.add_argument("--rows", type=int, default=0)
parser.add_argument("--seed", type=int, default=2026)
parser.add_argument("--duplicates", type=float, default=0.05)
parser.add_argument("--form", choices=["xlsx", "csv"], default="xlsx")
asked = parser.parse_args()
if asked.rows:
    print(generate(asked.rows, asked.seed, asked.output, asked.duplicates, form=asked.form))
else:
    print(*write_all(asked.output, asked.seed), sep="\n")
