"""Schemas: what is written wrong is told with its file, line and place, and the nearest right name."""

import jsonschema
import pandas as pd
import pytest
import yaml
from pandera.errors import SchemaErrors

from custsheet import texts
from custsheet.errors import ConfigError
from custsheet.json_schema import json_schema
from custsheet.schema import PACKAGED, default_schema, load_schema, schema_file

START = "table: customers\ntitle: {zh: 客户, en: Customers}\nfields:\n"
MOBILE = "  mobile: {kind: phone, title: {zh: 手机, en: Mobile}}\n"


def written(tmp_path, text):
    """Write a schema file and return its path."""
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "line", "place", "key", "near"),
    [
        pytest.param("tabel: customers\n" + START + MOBILE, 1, "tabel", "tabel", "table", id="key of a table"),
        pytest.param(
            START + "  mobile: {knid: phone, title: {zh: 手机, en: M}}\n",
            4,
            "fields.mobile.knid",
            "knid",
            "kind",
            id="key of a field",
        ),
        pytest.param(
            START + "  mobile:\n    title:\n      zh: 手机\n      en: M\n      eng: M\n",
            8,
            "fields.mobile.title.eng",
            "eng",
            "en",
            id="key of a title",
        ),
        pytest.param(
            START + "  mobile:\n    kind: phnoe\n    title: {zh: 手机, en: M}\n",
            5,
            "fields.mobile.kind",
            "phnoe",
            "phone",
            id="kind",
        ),
        pytest.param(
            START + "  mobile:\n    title: {zh: 手机, en: M}\n    checks: {blnak: }\n",
            6,
            "fields.mobile.checks",
            "blnak",
            "blank",
            id="check of a field",
        ),
        pytest.param(
            START + MOBILE + "rules:\n  no_contct:\n", 5, "rules", "no_contct", "no_contact", id="rule of a table"
        ),
        pytest.param(
            START + "  day:\n    kind: date\n    title: {zh: 日, en: D}\n    checks: {too_old: {yeers: 90}}\n",
            7,
            "fields.day.checks.too_old",
            "yeers",
            "years",
            id="option of a check",
        ),
        pytest.param(
            START + "  mobile:\n    title: {zh: 手机, en: M}\n    checks: {blank: {level: eror}}\n",
            6,
            "fields.mobile.checks.blank.level",
            "eror",
            "error",
            id="level",
        ),
        pytest.param(
            START + "  mobile: {title: {zh: 手机, en: M}, survivorship: newset}\n",
            4,
            "fields.mobile.survivorship",
            "newset",
            "newest",
            id="survivorship",
        ),
        pytest.param(
            START + "  mobile: {title: {zh: 手机, en: M}, spare: mobil}\n",
            4,
            "fields.mobile.spare",
            "mobil",
            "mobile",
            id="spare field",
        ),
        pytest.param(
            START + "  mobile: {kind: phone, title: {zh: 手机, en: M}, options: {regoin: US}}\n",
            4,
            "fields.mobile.options",
            "regoin",
            "region",
            id="option of a kind",
        ),
    ],
)
def test_unknown_names(tmp_path, text, line, place, key, near):
    """A name nobody knows is told with file, line and place, and the nearest known one is offered."""
    with pytest.raises(ConfigError) as raised:
        load_schema(written(tmp_path, text))
    assert raised.value.code == "E_SCHEMA_KEY"
    assert raised.value.facts == {"file": "mine.yaml", "line": line, "place": place, "key": key, "near": near}
    for lang in texts.LANGUAGES:
        texts.use(lang)
        assert "mine.yaml" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("fields: [1", "E_SCHEMA_YAML", id="not YAML"),
        pytest.param("just words", "E_SCHEMA_YAML", id="not a mapping"),
        pytest.param("table: customers\nfields: {}\n", "E_SCHEMA_NEEDED", id="title missing"),
        pytest.param(
            START + "  mobile: {title: {zh: 手机, en: M}, required: perhaps}\n", "E_SCHEMA_VALUE", id="no yes or no"
        ),
    ],
)
def test_other_faults(tmp_path, text, code):
    """Whatever is wrong with a schema file is one sentence and exit code 2."""
    with pytest.raises(ConfigError) as raised:
        load_schema(written(tmp_path, text))
    assert (raised.value.code, raised.value.exit_code) == (code, 2)
    assert str(raised.value)


def test_a_schema_that_is_not_there(tmp_path):
    """A missing schema names what there is."""
    with pytest.raises(ConfigError, match="customers"):
        load_schema("custmers")


def test_own_table_in_place_of_the_packaged_one(tmp_path):
    """A file of the user's replaces the table of its name only, and the digest tells."""
    own = default_schema(written(tmp_path, START + MOBILE))
    assert list(own["customers"].fields) == ["mobile"]
    assert "order_date" in own["orders"].fields
    assert own.digest != load_schema().digest


@pytest.mark.parametrize("blank", [pytest.param("", id="empty text"), pytest.param(None, id="null")])
def test_pandera_schema_is_for_anyone(blank):
    """`Schema.pandera()` validates ordinary frames, blanks empty or null, and names what fails by code."""
    rules = load_schema().pandera("customers")
    good = pd.DataFrame({"name": ["李梅", "赵强"], "mobile": ["13800138000", "13900139000"], "city": ["北京市", blank]})
    rules.validate(good, lazy=True)
    with pytest.raises(SchemaErrors) as failed:
        rules.validate(good.assign(name=["测试", blank], birthday=["2999-01-01", blank]), lazy=True)
    assert set(failed.value.failure_cases["check"]) == {
        "value.placeholder",
        "value.blank",
        "value.future_date",
    } | _unread(failed)


def _unread(failed):
    """Return `kind` if a kind, too, finds the placeholder or the far date unreadable."""
    return {"kind"} & set(failed.value.failure_cases["check"])


def test_required_fields_are_required(tmp_path):
    """A required field fails Pandera when its column is missing and when a value is."""
    rules = load_schema(written(tmp_path, START + "  code: {title: {zh: 编号, en: Code}, required: true}\n")).pandera()
    for table in (
        pd.DataFrame({"other": ["1"]}),
        pd.DataFrame({"code": ["A", None]}),
        pd.DataFrame({"code": ["A", ""]}),
    ):
        with pytest.raises(SchemaErrors):
            rules.validate(table, lazy=True)


@pytest.fixture(scope="module")
def published():
    """The published JSON Schema as a validator that knows what it is given."""
    jsonschema.Draft202012Validator.check_schema(json_schema())
    return jsonschema.Draft202012Validator(json_schema())


@pytest.mark.parametrize("name", PACKAGED)
def test_packaged_files_hold_to_the_json_schema(published, name):
    """An editor that goes by the published JSON Schema finds nothing wrong with the packaged files."""
    assert list(published.iter_errors(yaml.safe_load(schema_file(name).read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("  mobile: {kind: phnoe, title: {zh: 手机, en: M}}\n", id="kind"),
        pytest.param("  mobile: {knid: phone, title: {zh: 手机, en: M}}\n", id="key"),
        pytest.param("  mobile: {title: {zh: 手机, en: M}, checks: {blnak: }}\n", id="check"),
        pytest.param("  mobile: {title: {zh: 手机, en: M}, checks: {blank: {level: bad}}}\n", id="level"),
        pytest.param("  mobile: {title: {zh: 手机, en: M}, checks: {too_old: {yeers: 9}}}\n", id="option"),
        pytest.param("  mobile: {title: {zh: 手机, en: M}, levels: {phone.lenght: off}}\n", id="code"),
        pytest.param("  mobile: {title: {zh: 手机}}\n", id="title"),
    ],
)
def test_the_json_schema_finds_slips(published, text):
    """What loading would refuse, the editor underlines."""
    assert list(published.iter_errors(yaml.safe_load(START + text)))


def test_off_as_yaml_reads_it(tmp_path, published):
    """A bare `off`, which YAML takes for false, is the level off, for the loader and for editors."""
    text = START + "  mobile: {title: {zh: 手机, en: M}, checks: {blank: {level: off}}}\nlevels: {row.total: off}\n"
    spec = load_schema(written(tmp_path, text))["customers"]
    assert (spec.fields["mobile"].checks["blank"].level, spec.levels) == ("off", {"row.total": "off"})
    assert list(published.iter_errors(yaml.safe_load(text))) == []
