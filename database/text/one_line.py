"""What people type into one line is kept without the characters that nobody sees.

Django cuts blanks off and leaves zero-width and direction signs: a name of only those
passes for a name, and two that look the same differ. This is done where all fields of
forms come together, so that django-allauth's forms and whatever form is written next
have it as well. Passwords and texts of several lines stay as they were typed.
"""

from typing import Any

from django import forms

from database.text.folding import without_invisible

_to_python = forms.CharField.to_python


def clean_single_lines() -> None:
    """Let every field of one line drop what cannot be seen; once is enough."""
    forms.CharField.to_python = _cleaned  # type: ignore[method-assign, assignment]


def _cleaned(field: forms.CharField, value: Any) -> Any:
    if isinstance(value, str) and is_single_line(field):
        value = without_invisible(value)
    return _to_python(field, value)


def is_single_line(field: forms.CharField) -> bool:
    """Tell whether people type one line there that is no secret.

    Where blanks at the ends are kept, every character may matter.
    """
    widget = field.widget
    return field.strip and not isinstance(widget, forms.Textarea | forms.PasswordInput)
