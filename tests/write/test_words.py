"""No code reaches a reader where there should be words."""

import ast
import re
from pathlib import Path

import pytest
from pandas import Series

import custsheet
from custsheet import fields
from custsheet.duplicates.survive import RULES
from custsheet.texts import LANGUAGES, lookup
from custsheet.write.words import change_title

ROOT = Path(custsheet.__file__).parent
CODE = re.compile(r"(merge|edit|[a-z_]+)\.[a-z_]+")


def strings(tree):
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def functions(path, *names):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in names]


def change_rules():
    """Return the name of every rule that a stage can give to a change."""
    named = {f"merge.{rule}" for rule in RULES} | {f"{kind}.format" for kind in fields.KINDS}
    named |= {f"{kind}.second" for kind in fields.KINDS if hasattr(fields.KINDS[kind], "split")}
    for path in (ROOT / "fields").glob("*.py"):
        for function in functions(path, "rule", "_change", "attempt"):
            told = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value]
            told += [each.value for each in ast.walk(function) if isinstance(each, ast.keyword) and each.arg == "rule"]
            found = {text for node in told for text in strings(node) if re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", text)}
            named |= {each for each in found if "." in each or each in ("space", "width", "guard")}
    for module in ("standardize.py", "edits.py", "duplicates/merge.py", "duplicates/blocks.py", "duplicates/orders.py"):
        tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
        named |= {
            each
            for each in strings(tree)
            if CODE.fullmatch(each) and each.split(".")[0] in ("merge", "edit", *fields.KINDS)
        }
    return named


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_change_says_why_in_words(lang):
    """Every rule a stage can name has words, in both languages."""
    rules = change_rules()
    assert {
        "merge.block",
        "merge.spare",
        "merge.sum",
        "merge.customer_id",
        "edit.kept",
        "phone.second",
        "date.serial",
        "space",
    } <= rules
    assert not sorted(rule for rule in rules if change_title(rule, lang) == rule or "{" in change_title(rule, lang))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "stage",
    ["read", "standardize", "edits", "check", "match", "merge", "orders", "settle", "classify", "findings", "write"],
)
def test_every_stage_has_a_name(stage, lang):
    """Steps are told by name."""
    assert lookup("report", "stages", stage, lang=lang) and lookup("cli", "stages", stage, lang=lang)


# Pages whose examples are remarks about a cell, not what stands in one.
REMARKS = {
    ("phone.placeholder", "good"),
    ("phone.routed", "good"),
    ("phone.two_numbers", "good"),
    ("email.length", "bad"),
    ("choice.unlisted", "bad"),
    ("date.placeholder", "good"),
}


def examples(lang):
    for code, page in lookup("rules", lang=lang).items():
        kind = code.partition(".")[0]
        for side in ("good", "bad"):
            if kind in fields.KINDS and (code, side) not in REMARKS:
                yield code, kind, side, str(page[side])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_examples_are_true(lang):
    """What a page calls good is accepted by its kind; what it calls bad is refused, for the page's own reason."""
    told = [
        (code, side, text, fields.clean(kind, [text])["issue"].iloc[0] or "")
        for code, kind, side, text in examples(lang)
    ]
    assert not [line for line in told if line[3] != ("" if line[1] == "good" else line[0])]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_in_good_examples_are_good(lang):
    """A phone number or e-mail address in any good example, in a sentence too, is one we accept."""
    for code, page in lookup("rules", lang=lang).items():
        for kind, pattern in (("phone", r"(?<!\d)1[3-9]\d{9}(?!\d)"), ("email", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")):
            for value in re.findall(pattern, str(page["good"]), re.ASCII):
                issue = fields.outcomes(kind, Series([value], dtype="str"))["issue"].iloc[0]
                assert issue in ("", code), (code, value, issue)
