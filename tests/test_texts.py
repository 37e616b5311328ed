"""Every sentence exists in both languages, with the same facts, and every rule has its page."""

from pathlib import Path
from string import Formatter

import pytest

from custsheet import rules, texts
from custsheet.errors import ConfigError

FOLDER = {
    lang: sorted(path.stem for path in (Path(texts.__file__).parent / lang).glob("*.yaml")) for lang in texts.LANGUAGES
}
ROOMS = FOLDER["zh"]


def leaves(node, path=()):
    """Yield every text with its path."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, str(key)))
    elif isinstance(node, list):
        yield path, " ".join(map(str, node))
    else:
        yield path, str(node)


def facts(text):
    """Return the names of the {facts} in a template."""
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_rooms():
    """No room exists in one language only."""
    assert FOLDER["zh"] == FOLDER["en"]


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_say_the_same_things(room):
    """The same keys in both languages, none of them empty in one only."""
    zh, en = (dict(leaves(texts.room(room, lang))) for lang in ("zh", "en"))
    assert set(zh) == set(en)
    assert [path for path in zh if bool(zh[path].strip()) != bool(en[path].strip())] == []


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "rules"])
def test_both_languages_fill_in_the_same_facts(room):
    """A fact that one language tells, the other tells too (of click's own words, not more than click gives)."""
    zh, en = (dict(leaves(texts.room(room, lang))) for lang in ("zh", "en"))
    assert [path for path in zh if facts(zh[path]) != facts(en[path]) and path[0] != "click"] == []
    assert [path for path in zh if path[0] == "click" and not facts(zh[path]) <= facts(path[1])] == []


@pytest.mark.parametrize("lang", texts.LANGUAGES)
@pytest.mark.parametrize("code", rules.codes())
def test_every_code_has_a_page(code, lang):
    """Whatever a report may name, `custsheet explain` can explain, with a fault and how it looks when right."""
    texts.use(lang)
    page = rules.explain(code)
    assert all(page[part].strip() for part in ("title", "message", "why", "fix", "bad", "good", "level", "dimension"))
    page["message"].format_map(dict.fromkeys(facts(page["message"]), "x"))


@pytest.mark.parametrize("code", rules.codes())
def test_messages_tell_the_same_facts_in_both_languages(code):
    """Rule messages use the same facts in both languages."""
    zh, en = (texts.lookup("rules", code, "message", lang=lang) for lang in ("zh", "en"))
    assert facts(zh) == facts(en)


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_no_page_without_a_code(lang):
    """The manual explains no rule that does not exist."""
    assert set(texts.room("rules", lang)) - set(rules.codes()) == set()


def test_there_are_enough_rules():
    """At least 25 rules are explained."""
    assert len(rules.codes()) >= 25


def test_a_typo_is_told_the_nearest_code():
    """A mistyped code is answered with the one that was meant."""
    with pytest.raises(ConfigError, match=r"value\.blank"):
        rules.explain("value.blnak")
