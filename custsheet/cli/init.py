"""`custsheet init DIR`: a workspace with commented settings."""

from pathlib import Path

import custsheet.cli.console as console
from custsheet.errors import OutputError
from custsheet.texts import language, lookup, say

PARAMETERS = ("workspace", "excel")


def call(workspace: Path, excel: bool) -> int:
    """Write `custsheet.yaml` (or 配置.xlsx) and the folder for the inputs; what is there already stays."""
    from custsheet import workspace_book
    from custsheet.workspace import FILE, WORKBOOKS, is_workspace, template

    if is_workspace(workspace):
        raise OutputError("E_INIT_THERE", folder=str(workspace))
    path = workspace / (WORKBOOKS[language() != "zh"] if excel else FILE)
    try:
        (workspace / lookup("workspace", "inputs")).mkdir(parents=True, exist_ok=True)
        if excel:
            workspace_book.write(path, language())
        else:
            path.write_text(template(language()), encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError("E_NO_WRITE", folder=str(workspace), why=error.strerror or str(error)) from error
    console.result(say("cli", "init", path=path, inputs=workspace / lookup("workspace", "inputs"), folder=workspace))
    return 0
