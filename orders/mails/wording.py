"""Texts that staff write: plain words with {names} in them, and nothing else.

A name is replaced by its value in one pass. There is no template language, so a text
reaches no object, runs nothing, and cannot fail when the mail is sent.
"""

import re
from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

_NAME = re.compile(r"\{([a-z_]+)\}")
_BLANK_LINES = re.compile(r"\n\s*\n")


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Replace each {name} by its value; what is no known name stays as it is."""
    return _NAME.sub(lambda found: values.get(found[1], found[0]), text)


def one_line(text: str) -> str:
    """Return the text for a header: a line break there would end it."""
    return " ".join(text.split())


def paragraphs(text: str) -> list[str]:
    """Cut at blank lines; a paragraph whose values are all empty is left out."""
    text = text.replace("\r\n", "\n")
    return [part.strip() for part in _BLANK_LINES.split(text) if part.strip()]


def refuse_unknown_names(text: str, known: Collection[str]) -> None:
    """Raise ValidationError for a name that does not exist, or a brace that opens none.

    Says which one and which there are, because the reader cannot guess them.
    """
    for name in _NAME.findall(text):
        if name not in known:
            listed = get_text_list([f"{{{one}}}" for one in known], _("and"))
            raise ValidationError(
                _("There is nothing called {%(name)s} here. You can use %(known)s."),
                params={"name": name, "known": listed},
            )
    left = _NAME.sub("", text)
    if "{" in left or "}" in left:
        raise ValidationError(
            _(
                "A curly bracket has no partner. Write a name between two of them "
                "without spaces, such as {number}."
            )
        )
