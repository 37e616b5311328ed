"""A first run that several tests of a module go on from: it is done once, and each test has a copy of the whole folder.

Asked to run there on the same input, custsheet finds that it has done so already.
"""

import shutil
from pathlib import Path

import pytest

from custsheet import job
from custsheet.read import stable
from tests.conftest import AS_OF


def begun(source: Path, **options) -> Path:
    """Run the whole job on *source*, into the folder `out` beside it; return the folder of both."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stable, "PAUSES", (0.0, 0.0, 0.0))
        done = job.run([source], source.parent / "out", **{"as_of": AS_OF, **options})
    assert done.outputs
    return source.parent


def copied(home: Path, folder: Path) -> Path:
    """Copy what was begun into *folder*, times and all; return the folder."""
    return Path(shutil.copytree(home, folder, dirs_exist_ok=True))
