"""`python -m custsheet` is the command `custsheet`."""

import sys

from custsheet.cli import main

sys.exit(main())
