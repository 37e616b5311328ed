"""`python -m tests.crash [--all] [--few N] [--fault KILL]`: stop a run at every system call that touches its outputs."""

import sys

from tests.crash.points import main

sys.exit(main(sys.argv[1:]))
