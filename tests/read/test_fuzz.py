"""A slice of the mutants, always the same: each gives a table or a coded refusal."""

import importlib.util
import time
from pathlib import Path

_SPEC = importlib.util.spec_from_file_location("fuzz", Path(__file__).with_name("fuzz.py"))
fuzz = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(fuzz)


def test_seeds_are_good(tmp_path):
    """The files that are mutated can be read as they are, every customer of them."""
    for name, content in fuzz.seeds().items():
        (tmp_path / name).write_bytes(content)
        customers = fuzz.read(tmp_path / name).tables["customers"]
        assert len(customers) == (60 if name == "h.zip" else 30), name


def test_mutants(tmp_path):
    """Mutants end in a table or in one line with a code, quickly; never in a traceback."""
    ended = list(fuzz.outcomes(25, 20, tmp_path, print))
    assert [each for each in ended if each.startswith("!")] == []
    assert {"table", "E_DAMAGED"} <= set(ended)


def test_many_columns_with_gaps(tmp_path):
    """Found by mutants: hundreds of columns with empty ones between them are one table, soon understood."""
    rows = [",".join(f"{cell}{line}," for cell in ["姓名", "手机"] * 50) for line in ["", "1", "2", "3"]]
    (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    started = time.perf_counter()
    assert len(fuzz.read(tmp_path / "a.csv").sources) == 1
    assert time.perf_counter() - started < fuzz.SLOW
