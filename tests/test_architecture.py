"""The house: imports point one way, stages do not know each other, files and functions stay small."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "custsheet"
LAYERS = [  # a room may import those below it
    {"cli", "__main__"},
    {"watch"},
    {
        "job",
        "typed",
        "link",
        "callback",
        "review",
        "agreement",
        "undo",
        "unmerge",
        "past",
        "restore",
        "samples",
        "doctor",
        "draft",
        "dictionary",
        "form",
    },
    {"turn", "history"},
    {"pipeline"},
    {"read", "write", "standardize", "edits", "check", "duplicates", "verify", "classify", "findings"},
    {"ooxml"},
    {"gates"},
    {
        "audit",
        "quality",
        "report",
        "fingerprint",
        "forbidden",
        "takeback",
        "corrected",
        "overtaken",
        "schema_yaml",
        "json_schema",
    },
    {"schema"},
    {"checks", "fields", "rules"},
    {"companion", "lock", "runlog", "workspace", "workspace_book"},
    {"model", "texts", "errors", "columnar", "disk", "ease"},
]
DEPTH = {room: len(LAYERS) - depth for depth, rooms in enumerate(LAYERS) for room in rooms}
STAGES = {"standardize", "edits", "check", "duplicates", "verify", "classify"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path):
    parts = path.relative_to(PACKAGE).parts
    return parts[0].removesuffix(".py")


def imported_rooms(path):
    """Return the rooms a module imports, late imports included, imports for the type checker alone left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        each
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for each in ast.walk(node)
    }
    for node in set(ast.walk(tree)) - for_types:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "custsheet":
            parts = node.module.split(".")[1:]
            yield from parts[:1] or [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from (name.split(".")[1] for alias in node.names if (name := alias.name).startswith("custsheet."))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_one_way(path):
    """A room uses only rooms below it, and no stage another stage."""
    here = room(path)
    if here == "__init__":
        return
    for there in set(imported_rooms(path)) - {here, "__version__"}:
        assert DEPTH[there] <= DEPTH[here], f"{here} imports {there}"
        assert not {here, there} <= STAGES, f"stage {here} imports stage {there}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_files_and_functions_stay_small(path):
    """No file over 400 lines, no function over 50 (docstring aside)."""
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") < 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            assert (node.end_lineno or 0) - body[0].lineno < 50, node.name


def test_no_room_is_empty():
    """A room is built when its capability is: every folder of the package holds code or texts."""
    for folder in (path for path in PACKAGE.rglob("*") if path.is_dir() and path.name != "__pycache__"):
        assert any(each.is_file() for each in folder.rglob("*") if "__pycache__" not in each.parts), folder
