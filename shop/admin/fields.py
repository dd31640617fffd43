"""Form fields of products, in the words of people who do not write JSON."""

import json
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminImageSmallFieldWidget,
    UnfoldAdminTextareaWidget,
)


class PictureInput(UnfoldAdminImageSmallFieldWidget):
    """Unfold's field for a file, whose link to the stored one has a name.

    Widgets look for their templates in the apps, not where ours lie.
    """

    template_name = "admin/shop/product/picture_input.html"

    def render(self, *args: Any, renderer: Any = None, **kwargs: Any) -> SafeString:
        return super().render(*args, renderer=TemplatesSetting(), **kwargs)


class PropertiesField(forms.CharField):
    """A mapping as lines of "Material: stoneware"."""

    widget = UnfoldAdminTextareaWidget

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{name}: {_as_text(item)}" for name, item in value.items())

    def to_python(self, value: Any) -> dict[str, Any]:
        """Return the mapping. Raises ValidationError naming the line that is wrong."""
        properties = {}
        for line in (super().to_python(value) or "").splitlines():
            name, colon, text = line.partition(":")
            if not line.strip():
                continue
            if not colon or not name.strip():
                raise forms.ValidationError(
                    _("“%(line)s” has no colon. Write one “name: value” on each line.")
                    % {"line": line[:60]}
                )
            properties[name.strip()] = _as_value(text.strip())
        return properties

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or {}) != self.to_python(data)
        except forms.ValidationError:
            return True


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _as_value(text: str) -> Any:
    """Return numbers, lists and the like as they came in; everything else as text."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    is_own_form = not isinstance(value, str | float) and _as_text(value) == text
    return value if is_own_form else text


def text_input_classes() -> str:
    """Return what makes a plain input look like unfold's."""
    return " ".join(INPUT_CLASSES)
