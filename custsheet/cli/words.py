"""click's own words (“Options”, “No such option …”) in the language in use.

click asks `gettext` for its sentences, but ships no translations and offers no other door than compiled catalogues on
disk, chosen by the process's locale. So its modules' lookups are replaced by ours, once; a sentence that we do not know
stays English.
"""

import sys

from custsheet.texts import lookup


def install() -> None:
    """Let everything click says be looked up in texts room `cli`, path `click`."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "click":
            for lookup_name, ours in (("_", translated), ("ngettext", counted)):
                if hasattr(module, lookup_name):
                    setattr(module, lookup_name, ours)


def translated(message: str) -> str:
    """Return click's *message* in the language in use."""
    return str(lookup("cli", "click").get(message, message))


def counted(singular: str, plural: str, number: int) -> str:
    """Return the message for *number* things in the language in use."""
    return translated(singular if number == 1 else plural)
