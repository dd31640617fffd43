"""Form fields that take numbers no more loosely than columns do."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# `int` would also take "1_000", "+3" and the digits of every script.
# One that is too large is told so by the largest that is taken.
WHOLE_NUMBER = re.compile(r"[0-9]{1,30}", re.ASCII)
SIGNED_NUMBER = re.compile(r"[+-]?[0-9]{1,30}", re.ASCII)
BELOW_NOTHING = re.compile(r"[-−][0-9]{1,9}")


class QuantityField(forms.IntegerField):
    """A number of pieces in plain digits; with a sign only if it may be below 0."""

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        text = str(value).strip()
        least = self.min_value
        is_signed = isinstance(least, int) and least < 0
        shape = SIGNED_NUMBER if is_signed else WHOLE_NUMBER
        if "min_value" in self.error_messages and BELOW_NOTHING.fullmatch(text):
            raise ValidationError(self.error_messages["min_value"], code="min_value")
        if not shape.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(text)
