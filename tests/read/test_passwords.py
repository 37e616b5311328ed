"""The password of a workbook comes from a file, the keyring or a person, and goes nowhere else."""

import io
import sys
from types import ModuleType

import pytest

from custsheet import job
from custsheet.cli import console, main
from custsheet.errors import InputError
from custsheet.read.passwords import chosen, from_keyring
from tests.conftest import AS_OF, FOUNDING, workbook

WORD = "Geheim-秘密-42"


def keyring_of(monkeypatch, known=None, failing=False):
    """Put a keyring in the place of the system's: {(service, user): password}."""

    def get_password(service, user):
        if failing:
            raise RuntimeError(f"no backend for {WORD}")
        return (known or {}).get((service, user))

    module = ModuleType("keyring")
    module.get_password = get_password
    monkeypatch.setitem(sys.modules, "keyring", module)


@pytest.fixture
def locked(tmp_path):
    """Return an encrypted workbook."""
    ooxml = pytest.importorskip("msoffcrypto.format.ooxml")
    plain = io.BytesIO(workbook(tmp_path / "plain.xlsx", FOUNDING).read_bytes())
    (tmp_path / "plain.xlsx").unlink()
    path = tmp_path / "客户.xlsx"
    with path.open("wb") as file:
        ooxml.OOXMLFile(plain).encrypt(WORD, file)
    return path


@pytest.fixture
def terminal(monkeypatch):
    """Return a function that puts a person at a terminal (or nobody) who types a word."""

    def sit(typed, there=True):
        asked = []
        monkeypatch.setattr(console.sys.stdin, "isatty", lambda: there, raising=False)
        monkeypatch.setattr(console.sys.stderr, "isatty", lambda: there, raising=False)
        monkeypatch.setattr(console.click, "prompt", lambda text, **how: asked.append((text, how)) or typed)
        return asked

    return sit


@pytest.mark.parametrize(
    ("known", "word"),
    [
        pytest.param({("custsheet", "客户.xlsx"): "a", ("custsheet", "default"): "b"}, "a", id="of this file"),
        pytest.param({("custsheet", "default"): "b"}, "b", id="of all files"),
        pytest.param({("other", "客户.xlsx"): "c"}, "", id="of another service"),
    ],
)
def test_keyring(monkeypatch, known, word):
    """The keyring is asked under the file's name first, then under `default`."""
    keyring_of(monkeypatch, known)
    assert from_keyring("客户.xlsx") == word


def test_no_keyring(monkeypatch):
    """Without the optional package there is no password, and no fault."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert from_keyring("客户.xlsx") == ""


def test_keyring_without_a_desktop(monkeypatch):
    """A keyring that cannot be asked is said, with the way by a file; a person who is there is asked instead."""
    keyring_of(monkeypatch, failing=True)
    with pytest.raises(InputError, match="E_KEYRING") as refused:
        chosen(None)("客户.xlsx")
    assert "--password-file" in str(refused.value) and WORD not in str(refused.value)
    assert refused.value.__cause__ is None
    assert chosen(None, lambda file: file[:2])("客户.xlsx") == "客户"


def test_order(monkeypatch, tmp_path):
    """A password file wins over the keyring, the keyring over a person."""
    keyring_of(monkeypatch, {("custsheet", "default"): "ring"})
    path = tmp_path / "word"
    path.write_text("file\n", encoding="utf-8")
    path.chmod(0o600)
    assert chosen(path, lambda file: "person") == "file"
    assert chosen(None, lambda file: "person")("a.xlsx") == "ring"
    keyring_of(monkeypatch)
    assert chosen(None, lambda file: "person")("a.xlsx") == "person"


def test_run_by_keyring(monkeypatch, tmp_path, locked):
    """A run opens the workbook by the keyring, and no output holds the password."""
    keyring_of(monkeypatch, {("custsheet", "客户.xlsx"): WORD})
    run = job.run([locked], out=tmp_path / "out", as_of=AS_OF)
    assert len(run.book.tables["customers"]) == 2
    assert not [each for each in run.outputs if WORD.encode() in each.read_bytes()]


def test_prompt(monkeypatch, tmp_path, locked, terminal, capsys):
    """On a terminal a person is asked, without showing what is typed, and it is printed nowhere."""
    keyring_of(monkeypatch)
    asked = terminal(WORD)
    assert main(["run", str(locked), "-o", str(tmp_path / "out"), "--as-of", "2023-03-01"]) == 0
    assert [how["hide_input"] for _, how in asked] == [True] and locked.name in asked[0][0]
    told = capsys.readouterr()
    assert WORD not in told.out + told.err


@pytest.mark.parametrize(
    ("options", "there"),
    [
        pytest.param(["--quiet"], True, id="quiet"),
        pytest.param(["--json"], True, id="for a program"),
        pytest.param([], False, id="no terminal"),
    ],
)
def test_no_prompt(monkeypatch, tmp_path, locked, terminal, options, there, capsys):
    """Nobody is asked who cannot or does not want to answer: the file is refused."""
    keyring_of(monkeypatch)
    asked = terminal(WORD, there)
    assert main(["run", str(locked), "-o", str(tmp_path / "out"), *options]) == 3
    assert not asked and "E_PASSWORD" in capsys.readouterr().err


def test_not_on_the_command_line(locked):
    """No option takes the password itself."""
    assert main(["run", str(locked), "--password", WORD]) == 2
