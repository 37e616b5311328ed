import csv
import hashlib
import json
import os
import re
import shutil
import subprocess

import openpyxl
import pytest
import yaml

from custsheet import texts, write
from custsheet.errors import OutputError
from custsheet.write import cleaned

ALL = {
    "run": "cleaned.xlsx cleaned issues.html issues.json issues.xlsx lineage.csv matches.csv review.xlsx run.json",
    "check": "issues.html issues.json issues.xlsx run.json",
    "dedupe": "lineage.csv matches.csv review.xlsx run.json",
    "classify": "cleaned.xlsx cleaned lineage.csv run.json",
}


@pytest.mark.parametrize("verb", ALL)
def test_files_by_verb(build, tmp_path, verb):
    """Each verb writes its files and no others, run.json last."""
    paths = write.outputs(build(verb=verb), tmp_path / "out").paths
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(ALL[verb].split())
    assert paths[-1].name == "run.json"


def test_run_json_proves_the_outputs(build, tmp_path):
    """The recorded hashes are those of the files, and the ledger and sums are told exactly."""
    write.outputs(build(), tmp_path)
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    for line in record["outputs"]:
        assert hashlib.sha256((tmp_path / line["file"]).read_bytes()).hexdigest() == line["sha256"]
    assert record["version"] == 1 and record["ledger"]["customers"]["merged"] == 1
    assert record["amounts"][0]["sum"] == "12345.60"
    assert record["facts"]["match"] == {"candidate_pairs": "1234", "capped_blocks": "0"}


def test_a_fault_leaves_everything_as_it_was(build, tmp_path, monkeypatch):
    """A writer that fails half-way leaves the earlier files whole and nothing of its own."""
    (tmp_path / "issues.json").write_text("old")

    def full(report, path):
        path.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cleaned, "write", full)
    with pytest.raises(OutputError) as failed:
        write.outputs(build(), tmp_path)
    assert failed.value.code == "E_DISK_FULL"
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"issues.json": "old"}


def test_deterministic(build, tmp_path):
    """Two runs of the same give the same bytes, run.json aside."""
    for name in ("a", "b"):
        write.outputs(build(), tmp_path / name)
    files = [
        path.relative_to(tmp_path / "a")
        for path in (tmp_path / "a").rglob("*")
        if path.is_file() and path.name != "run.json"
    ]
    assert len(files) == 11
    assert not [name for name in files if (tmp_path / "a" / name).read_bytes() != (tmp_path / "b" / name).read_bytes()]


@pytest.mark.parametrize("room", ["report", "review"])
def test_both_languages_have_the_same_keys(room):
    """Nothing is said in one language only."""

    def keys(found, path=""):
        return {f"{path}{key}" for key in found} | {
            each for key, value in found.items() if isinstance(value, dict) for each in keys(value, f"{path}{key}.")
        }

    zh, en = (texts.room(room, lang) for lang in texts.LANGUAGES)
    assert keys(zh) == keys(en)
    english = yaml.safe_dump(
        {key: value for key, value in en.items() if key not in ("html", "by_field")}, allow_unicode=True
    )
    assert not re.search("[\u4e00-\u9fff]", english)


@pytest.mark.skipif(
    not shutil.which("soffice") and not os.environ.get("CI"), reason="no LibreOffice to open the workbooks with"
)
def test_libreoffice_reads_the_same(build, tmp_path):
    """LibreOffice opens the workbook and finds all rows with the same text, none of it calculated."""
    write.outputs(build(), tmp_path)
    options = [
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false",
    ]
    subprocess.run(
        ["soffice", *options, "--outdir", str(tmp_path / "lo"), str(tmp_path / "cleaned.xlsx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    with (tmp_path / "lo" / "cleaned.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.reader(file))
    sheet = openpyxl.load_workbook(tmp_path / "cleaned.xlsx")["客户"]
    names = [row[1] for row in sheet.iter_rows(values_only=True)]
    assert [line[1] for line in found] == names
    assert {line[2] for line in found[1:]} == {f"138{number:08d}" for number in range(24)}
