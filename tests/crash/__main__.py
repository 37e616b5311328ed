"""`python -m tests.crash [--every N] [--few N]`: stop a run at every system call that touches its outputs."""

import sys

from tests.crash.points import main

sys.exit(main(sys.argv[1:]))
