"""What people's verdicts say about the matcher: counted by probability, thresholds only where there are enough."""

from datetime import date

import pandas as pd
import pytest

from custsheet import agreement, history
from custsheet.cli import review_stats
from custsheet.history import decisions


def kept(folder, lines):
    """Keep verdicts: probability, same, typed."""
    found = [
        {"left": f"a{n}", "right": f"b{n}", "probability": str(p), "same": same, "typed": typed}
        for n, (p, same, typed) in enumerate(lines)
    ]
    table = pd.DataFrame(found, dtype="str").reindex(columns=decisions.COLUMNS, fill_value="")
    decisions.keep(folder / history.STATE, table, "d", date(2023, 3, 1))


def test_bands(tmp_path):
    """Verdicts are counted by range; untouched suggestions and unscored pairs are not."""
    kept(tmp_path, [(0.95, "1", "1"), (0.96, "0", "1"), (0.6, "0", "1"), (0.97, "1", "0"), ("", "1", "1")])
    told = agreement.measured(tmp_path)
    assert (told.verdicts, told.untouched, told.without_score) == (3, 1, 1)
    assert [(each.low, each.same, each.different) for each in told.bands] == [(0.6, 0, 1), (0.95, 1, 1)]
    assert told.certain_from is None and told.possible_from is None


@pytest.mark.parametrize("enough", [False, True])
def test_thresholds_need_enough_verdicts(tmp_path, enough, capsys):
    """Forty equal pairs above 0.9 and forty different ones below 0.6 suggest both thresholds; ten of each suggest none."""
    count = 40 if enough else 10
    kept(
        tmp_path,
        [(0.9 + n / 1000, "1", "1") for n in range(count)] + [(0.55 + n / 1000, "0", "1") for n in range(count)],
    )
    told = agreement.measured(tmp_path)
    assert (told.certain_from, told.possible_from) == ((0.9, 0.589) if enough else (None, None))
    assert review_stats.call(tmp_path, as_json=False) == 0
    said = capsys.readouterr().out
    assert ("支持 0.90" in said) == enough and ("不作建议" in said) != enough
