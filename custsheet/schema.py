"""A schema: which tables there are, which fields, of which kind, under which rules. YAML for people, Pandera underneath.

One YAML file is one table. Unknown keys are errors that name the nearest known one. The packaged schemas serve unless a
file of the user's replaces the table of the same name.
"""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from custsheet import checks, fields, rules
from custsheet.errors import ConfigError
from custsheet.texts import language

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

OFF = "off"  # a rule that is forbidden: not asked, not told, not applied
Level = Annotated[
    Literal["error", "warning", "info", "off"],
    BeforeValidator(lambda given: OFF if given is False else given),  # YAML reads a bare `off` as false
    WithJsonSchema({"enum": ["error", "warning", "info", "off", False]}),
]
Survivorship = Literal[
    "newest",
    "latest",
    "complete",
    "frequent",
    "trusted",
    "earliest",
    "longest",
    "sum",
    "union",
    "strictest",
    "spare",
    "unanimous",
    "manual",
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
    further: str = ""  # the field that takes all values that do not survive merging
    owner: str = ""
    retention_months: int | None = None
    fresh_days: int | None = Field(default=None, ge=1)  # for how long a value is taken to hold without being confirmed
    values: tuple[str, ...] = ()  # the valid values; offered as a drop-down
    options: Mapping[str, Any] = Field(default_factory=dict)  # of the kind
    checks: Mapping[str, Use | None] = Field(default_factory=dict)
    levels: Mapping[str, Level] = Field(default_factory=dict)  # of rules besides the checks, on this field alone

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        return _known(kind, fields.KINDS)

    @field_validator("checks")
    @classmethod
    def _known_checks(cls, used: Mapping[str, Use | None]) -> Mapping[str, Use]:
        return {_known(each, checks.CHECKS): _with_known_options(each, use or Use()) for each, use in used.items()}

    @field_validator("levels")
    @classmethod
    def _known_levels(cls, levels: Mapping[str, Level]) -> Mapping[str, Level]:
        return _levels(levels)

    @model_validator(mode="after")
    def _known_options(self) -> FieldSpec:
        for option in self.options:
            _known(option, _options_of(self.kind), "options")
        return self


class TableSpec(_Strict):
    """One table: a YAML file."""

    table: str
    title: Title
    fields: Mapping[str, FieldSpec]
    rules: Mapping[str, Use | None] = Field(default_factory=dict)  # checks across the fields of a row
    levels: Mapping[str, Level] = Field(default_factory=dict)  # of any rule: kinds, reading, matching, changes
    prices: Mapping[str, Annotated[float, Field(ge=0)]] = Field(
        default_factory=dict
    )  # what one finding of a rule costs

    @field_validator("levels")
    @classmethod
    def _known_levels(cls, levels: Mapping[str, Level]) -> Mapping[str, Level]:
        return _levels(levels)

    @field_validator("prices")
    @classmethod
    def _known_prices(cls, prices: Mapping[str, float]) -> Mapping[str, float]:
        return {_known(code, rules.registry()): price for code, price in prices.items()}

    @field_validator("rules")
    @classmethod
    def _known_rules(cls, used: Mapping[str, Use | None]) -> Mapping[str, Use]:
        return {_known(each, checks.CHECKS): _with_known_options(each, use or Use()) for each, use in used.items()}

    @model_validator(mode="after")
    def _known_spares(self) -> TableSpec:
        for name, each in self.fields.items():
            for key, other in (("spare", each.spare), ("further", each.further)):
                if other:
                    _known(other, self.fields, "fields", name, key)
        return self

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


def check_mapping(schema: Schema, mapping: Mapping[str, str]) -> None:
    """Raise ConfigError (`E_MAP`) where columns are mapped to a field nobody knows."""
    every = list(dict.fromkeys(name for spec in schema.values() for name in spec.fields))
    for heading, name in mapping.items():
        if name not in every:
            near = difflib.get_close_matches(name, every, n=3, cutoff=0.4) or every[:3]
            raise ConfigError("E_MAP", heading=heading, field=name, near=", ".join(near))


def owned(schema: Schema, owners: Mapping[str, str]) -> Schema:
    """Return the schema with other owners of some fields. Raises ConfigError (`E_OWNER_FIELD`) for a field nobody knows."""
    every = [name for spec in schema.values() for name in spec.fields]
    for name in owners:
        if name not in every:
            near = difflib.get_close_matches(name, every, n=3, cutoff=0.4) or every[:3]
            raise ConfigError("E_OWNER_FIELD", field=name, near=", ".join(near))
    if not owners:
        return schema
    tables = {}
    for table, spec in schema.items():
        named = {
            name: each.model_copy(update={"owner": owners.get(name, each.owner)}) for name, each in spec.fields.items()
        }
        tables[table] = spec.model_copy(update={"fields": named})
    return dataclasses.replace(schema, tables=tables)


PACKAGED = ("customers", "orders")
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster, where PyYAML was built with it


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
    contents = [path.read_bytes() for path in paths]
    tables = [_table(path, content) for path, content in zip(paths, contents, strict=True)]
    return Schema({each.table: each for each in tables}, hashlib.sha256(b"\0".join(contents)).hexdigest())


@lru_cache(maxsize=16)
def _table(path: Path, written: bytes) -> TableSpec:
    """Return the table that a file describes; it is understood once for each thing it says."""
    try:
        content = yaml.load(written.decode("utf-8-sig"), LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError("E_SCHEMA_YAML", file=path.name, why=" ".join(str(error).split())) from error
    if not isinstance(content, dict):
        raise ConfigError("E_SCHEMA_YAML", file=path.name, why="not a mapping")
    try:
        return TableSpec.model_validate(content)
    except ValidationError as error:
        raise _explained(path, error.errors()[0]) from error


def _explained(path: Path, fault: ErrorDetails) -> ConfigError:
    """Turn the first of pydantic's findings into one sentence: file, line, place, and the nearest known key."""
    steps = [*fault["loc"], *fault.get("ctx", {}).get("at", ())]
    place = {"file": path.name, "line": _line(path, steps), "place": ".".join(map(str, steps))}
    if fault["type"] == "missing":
        return ConfigError("E_SCHEMA_NEEDED", **place)
    key, known = unknown_name(fault)
    if not known:
        return ConfigError("E_SCHEMA_VALUE", **place, why=fault["msg"].removeprefix("Value error, "))
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5) or sorted(known)
    return ConfigError("E_SCHEMA_KEY", **place, key=key, near=", ".join(near))


def unknown_name(fault: ErrorDetails) -> tuple[str, list[str]]:
    """Return the unknown key or name of a fault and the names that are known there (none for other faults)."""
    told = fault.get("ctx", {})
    if fault["type"] == "extra_forbidden":
        models: dict[int, type[BaseModel]] = {1: TableSpec, 3: FieldSpec}
        model = models.get(len(fault["loc"]), Title)
        return str(fault["loc"][-1]), list(model.model_fields)
    if fault["type"] == "literal_error":
        return str(fault["input"]), re.findall(r"'([^']*)'", told["expected"])
    return str(told.get("key", "")), list(told.get("known", ()))


def _line(path: Path, steps: list[int | str]) -> int:
    """Return the line of the file on which a place begins, as far down as the file has it."""
    node = yaml.compose(path.read_text(encoding="utf-8-sig"))
    line = 1
    for step in steps:
        inside = node.value if isinstance(node, yaml.MappingNode) else []
        found = [(key, value) for key, value in inside if key.value == str(step)]
        if not found:
            break
        line, node = found[0][0].start_mark.line + 1, found[0][1]
    return line


def _known(name: str, known: Iterable[str], *at: str) -> str:
    """Return *name* if it is known; *at* is where it stands below the place that pydantic names."""
    if name in known:
        return name
    raise PydanticCustomError("unknown_name", "unknown name", {"key": name, "known": list(known), "at": at})


def _with_known_options(check: str, use: Use) -> Use:
    for option in use.options:
        _known(option, [*checks.CHECKS[check].DEFAULTS, *Use.model_fields], check)
    return use


def _levels(levels: Mapping[str, Level]) -> Mapping[str, Level]:
    """Return *levels* if every rule is known; a change is made or forbidden, it has no other level."""
    for code, level in levels.items():
        if _known(code, [*rules.registry(), *rules.CHANGES]) in rules.CHANGES and level != OFF:
            _known(level, [OFF], code)
    return levels


def _options_of(kind: str) -> list[str]:
    """Return what may be set for values of a kind: what its cleaner, or the columnar twin, takes besides the value."""
    module = fields.kind_named(kind)
    verbs = (module.clean, getattr(module, "clean_column", module.clean))
    taken = [option for verb in verbs for option in list(inspect.signature(verb).parameters)[1:]]
    return [*dict.fromkeys(taken), *(["values"] if kind == "choice" else [])]
