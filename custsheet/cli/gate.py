"""Gates on the quality score: `--min-score` and `--max-drop`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import custsheet.cli.console as console
from custsheet import runlog
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
    before, now = _scores(run)
    told: list[tuple[str, dict[str, Any]]] = []
    if min_score is not None and (now is None or now < min_score):
        code = "E_SCORE_NONE" if now is None else "E_SCORE_LOW"
        told.append((code, {"score": now, "least": f"{min_score:g}"}))
    fallen = round(before - now, 1) if before is not None and now is not None else 0.0
    if max_drop is not None and fallen > max_drop:
        told.append(("E_SCORE_DROP", {"score": now, "before": before, "drop": f"{fallen:g}", "most": f"{max_drop:g}"}))
    return [f"{code}: {say('errors', code, **facts)}" for code, facts in told]


def _scores(run: Run) -> tuple[float | None, float | None]:
    """Return the scores of the run before, and of this one, None where nothing was measured."""
    if not run.unchanged:
        from custsheet.quality import score

        return score.before(run.report).get("total"), score.of(run.report).total
    from custsheet import history
    from custsheet.history import judging

    kept = [each.get("scores", {}).get("total") for each in judging.past(history.state_of(run.out))]
    before, now = [None, None, *kept][-2:]
    return before, now


def told(failed: list[str], run: Run) -> int:
    """Tell the sentences of failed gates, and the run's log; return the exit code: 1 for any, 0 for none."""
    for sentence in failed:
        console.talk(sentence)
    if failed and run.outputs:
        runlog.note(run.out, "gate", code=failed[0].partition(":")[0])
    return int(bool(failed))
