"""Gates on the quality score: `--min-score` and `--max-drop`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import custsheet.cli.console as console
from custsheet.texts import say

if TYPE_CHECKING:
    from custsheet.job import Run


def failed(run: Run, min_score: float | None, max_drop: float | None) -> list[str]:
    """Return a sentence with its code for each gate that the run does not pass; none where there is no gate.

    `E_SCORE_LOW` below *min_score*, `E_SCORE_NONE` where nothing was measured, `E_SCORE_DROP` more than *max_drop* points below
    the run before.
    """
    if min_score is None and max_drop is None:
        return []
    from custsheet.quality import score

    now = run.unchanged.scores.get("total") if run.unchanged else score.of(run.report).total
    told: list[tuple[str, dict[str, Any]]] = []
    if min_score is not None and (now is None or now < min_score):
        code = "E_SCORE_NONE" if now is None else "E_SCORE_LOW"
        told.append((code, {"score": now, "least": f"{min_score:g}"}))
    before = None if run.unchanged or max_drop is None else score.before(run.report).get("total")
    fallen = round(before - now, 1) if before is not None and now is not None else 0.0
    if max_drop is not None and fallen > max_drop:
        told.append(("E_SCORE_DROP", {"score": now, "before": before, "drop": f"{fallen:g}", "most": f"{max_drop:g}"}))
    return [f"{code}: {say('errors', code, **facts)}" for code, facts in told]


def told(failed: list[str]) -> int:
    """Tell the sentences of failed gates; return the exit code: 1 for any, 0 for none."""
    for sentence in failed:
        console.talk(sentence)
    return int(bool(failed))
