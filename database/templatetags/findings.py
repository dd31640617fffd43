"""How bad a finding is, said alike on every page."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from database.back_office.display import badge

register = template.Library()


@register.filter
def severity_badge(severity: str) -> SafeString:
    """Return the badge of a finding's severity."""
    if severity == "warning":
        return badge("warning", _("warning"))
    return badge("error", _("critical"))
