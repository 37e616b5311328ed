"""A fixed slice of `make crash` and `make pairs`."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _said(*args: str) -> str:
    done = subprocess.run([sys.executable, "-m", *args], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(
    not shutil.which("strace") and not os.environ.get("CI"), reason="strace is not installed (apt-get install strace)"
)
def test_old_or_new_at_every_point():
    """Killed, or out of disk, at some of the system calls that touch the outputs: old or new, and the next run makes it new."""
    said = _said("tests.crash", "--few", "2")
    assert len(re.findall(r"^2 points tried .* 0 not met, 0 faults", said, flags=re.MULTILINE)) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_pairs():
    """Of two runs at once one does the work and the other leaves with 5, with and without the operating system's lock."""
    assert "1 pairs tried, 0 faults" in _said("tests.crash.pairs", "1")
