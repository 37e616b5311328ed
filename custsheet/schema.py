"""A schema: which tables there are, which fields, of which kind, under which rules. YAML for people, Pandera underneath.

One YAML file is one table. Unknown keys are errors that name the nearest known one. The packaged schemas serve unless a
file of the user's replaces the table of the same name.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from custsheet import checks, fields
from custsheet.errors import ConfigError
from custsheet.texts import language

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

Level = Literal["error", "warning", "info"]
Survivorship = Literal[
    "newest", "complete", "frequent", "trusted", "earliest", "longest", "sum", "union", "strictest", "spare", "unanimous", "manual"
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(_Strict):
    """What people call it, in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        return str(getattr(self, language()))


class Use(BaseModel):
    """A check put to use: how bad a failure is, what happens then, and the check's own options (any further key)."""

    model_config = ConfigDict(extra="allow", frozen=True)

    level: Level | None = None
    on_fail: Literal["issue", "quarantine"] = "issue"

    @property
    def options(self) -> dict[str, Any]:
        """The check's own options."""
        return dict(self.model_extra or {})


class FieldSpec(_Strict):
    """One field of a table."""

    kind: str = "text"
    title: Title
    aliases: tuple[str, ...] = ()  # headings beyond the packaged ones
    required: bool = False  # the column must be there, and no value may be blank
    unique: bool = False
    identity: bool = False  # tells customers apart; a row with none of these is set aside
    pii: Literal["none", "personal", "sensitive"] = "none"
    survivorship: Survivorship = "complete"
    block: str = ""  # fields of one block move together when customers are merged
    spare: str = ""  # the field that takes a second value from the same cell
    owner: str = ""
    retention_months: int | None = None
    values: tuple[str, ...] = ()  # the valid values; offered as a drop-down
    options: Mapping[str, Any] = Field(default_factory=dict)  # of the kind
    checks: Mapping[str, Use | None] = Field(default_factory=dict)

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        return _known(kind, fields.KINDS)

    @field_validator("checks")
    @classmethod
    def _known_checks(cls, used: Mapping[str, Use | None]) -> Mapping[str, Use]:
        return {_known(each, checks.CHECKS): use or Use() for each, use in used.items()}


class TableSpec(_Strict):
    """One table: a YAML file."""

    table: str
    title: Title
    fields: Mapping[str, FieldSpec]
    rules: Mapping[str, Use | None] = Field(default_factory=dict)  # checks across the fields of a row

    @field_validator("rules")
    @classmethod
    def _known_rules(cls, used: Mapping[str, Use | None]) -> Mapping[str, Use]:
        return {_known(each, checks.CHECKS): use or Use() for each, use in used.items()}

    @property
    def identity(self) -> list[str]:
        """The fields that tell customers apart."""
        return [name for name, spec in self.fields.items() if spec.identity]

    def kind(self, field: str) -> str:
        """Return the kind of a field, "" for a column that is carried along."""
        return self.fields[field].kind if field in self.fields else ""

    def pandera(self) -> DataFrameSchema:
        """Return this table's rules as a `pandera.DataFrameSchema` over text columns, blanks as nulls."""
        return checks.compiled(self)


@dataclass(frozen=True)
class Schema(Mapping[str, TableSpec]):
    """Table names mapped to tables, and the digest of all that was read."""

    tables: Mapping[str, TableSpec]
    digest: str = ""

    def __getitem__(self, table: str) -> TableSpec:
        return self.tables[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def kind(self, table: str, field: str) -> str:
        """Return the kind of a field; "" where table or field is unknown (a quarantined table counts as its own)."""
        spec = self.tables.get(table.rpartition(":")[2])
        return spec.kind(field) if spec else ""

    def pandera(self, table: str = "") -> DataFrameSchema:
        """Return the rules of one table (by default the first) as a real `pandera.DataFrameSchema`."""
        return self.tables[table or next(iter(self.tables))].pandera()


PACKAGED = ("customers", "orders")


def load_schema(name_or_path: str | Path = "") -> Schema:
    """Return the packaged schema of that name, that of a YAML file, or, without a name, all packaged ones.

    Raises ConfigError (`E_SCHEMA…`) naming file, place and the nearest known key.
    """
    if not name_or_path:
        return _schema([schema_file(each) for each in PACKAGED])
    if str(name_or_path) in PACKAGED:
        return _schema([schema_file(str(name_or_path))])
    return _schema([_user_file(Path(name_or_path))])


def default_schema(override: str | Path = "") -> Schema:
    """Return all packaged tables, with the table of *override* in place of the packaged one of that name."""
    packaged = load_schema()
    if not override:
        return packaged
    own = load_schema(override)
    digest = hashlib.sha256((packaged.digest + own.digest).encode()).hexdigest()
    return Schema({**packaged.tables, **own.tables}, digest)


def schema_file(name: str) -> Path:
    """Return the path of a packaged schema: in the installed package, or beside it in a checkout."""
    installed = Path(str(files("custsheet"))) / "schemas" / f"{name}.yaml"
    return installed if installed.exists() else Path(__file__).parents[1] / "schemas" / f"{name}.yaml"


def _user_file(path: Path) -> Path:
    if not path.is_file():
        near = difflib.get_close_matches(str(path), PACKAGED, n=1)
        raise ConfigError("E_SCHEMA_MISSING", name=str(path), near=near[0] if near else ", ".join(PACKAGED))
    return path


def _schema(paths: list[Path]) -> Schema:
    tables = [_table(path) for path in paths]
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()
    return Schema({each.table: each for each in tables}, digest)


def _table(path: Path) -> TableSpec:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError("E_SCHEMA_YAML", file=path.name, why=" ".join(str(error).split())) from error
    if not isinstance(content, dict):
        raise ConfigError("E_SCHEMA_YAML", file=path.name, why="not a mapping")
    try:
        return TableSpec.model_validate(content)
    except ValidationError as error:
        raise _explained(path, error) from error


def _explained(path: Path, error: ValidationError) -> ConfigError:
    """Turn the first of pydantic's findings into one sentence with the nearest known key."""
    first = error.errors()[0]
    place = ".".join(str(each) for each in first["loc"] if each != "Use")
    if first["type"] != "extra_forbidden":
        return ConfigError("E_SCHEMA_VALUE", file=path.name, place=place, why=first["msg"].removeprefix("Value error, "))
    model = TableSpec if len(first["loc"]) == 1 else Title if "title" in first["loc"] else FieldSpec
    key = str(first["loc"][-1])
    near = difflib.get_close_matches(key, model.model_fields, n=1, cutoff=0.3) or sorted(model.model_fields)
    return ConfigError("E_SCHEMA_KEY", file=path.name, place=place, key=key, near=near[0] if len(near) == 1 else ", ".join(near))


def _known(name: str, known: Mapping[str, object]) -> str:
    if name in known:
        return name
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.3)
    raise ValueError(f"“{name}”; did you mean “{near[0]}”?" if near else f"“{name}” is not one of {', '.join(known)}")
