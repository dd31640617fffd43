"""Two people, one form: the second save is refused, and told what the first one did."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

# Columns that tell when and by whom, not what.
BOOKKEEPING = {"version", "updated_at", "updated_by", "created_at", "created_by"}


class VersionedForm(forms.ModelForm):
    """A form that remembers which version of the row it was opened on."""

    seen_version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["seen_version"]
        else:
            self.fields["seen_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        """Refuse the save where the row has moved on since the form was opened."""
        cleaned = super().clean() or self.cleaned_data
        if "seen_version" in self.fields:
            seen = cleaned.get("seen_version")
            if seen is None:
                self.add_error(
                    None, _("The form is incomplete. Open the page again and retry.")
                )
            elif seen != self.instance.version:
                self.add_error(None, describe_changes(self.instance, since=seen))
        return cleaned

    def changed_columns(self) -> set[str]:
        """Return the columns of the row whose fields were changed."""
        columns = {field.name for field in self._meta.model._meta.concrete_fields}
        return columns.intersection(self.changed_data)


def describe_changes(row: Any, *, since: int) -> str:
    """Say who changed what after version `since`, and what to do now."""
    records = list(
        row.history.filter(version__gt=since)
        .select_related("history_user")
        .order_by("history_date", "history_id")
    )
    before = (
        row.history.filter(version__lte=since)
        .order_by("-history_date", "-history_id")
        .first()
    )
    sentences = []
    for record in records:
        sentences.append(_sentence(row, before, record))
        before = record
    if not sentences:
        sentences = [_("Somebody else changed “%(row)s” meanwhile.") % {"row": row}]
    advice = _("Nothing was saved. Open the page again to work on what is there now.")
    return " ".join([*sentences, advice])


def _sentence(row: Any, before: Any, record: Any) -> str:
    names = {
        "who": record.history_user or _("Somebody"),
        "row": row,
        "time": date_format(timezone.localtime(record.history_date), "j M Y, H:i"),
        "what": get_text_list(_differences(row, before, record), _("and")),
    }
    if not names["what"]:
        return _("%(who)s changed “%(row)s” on %(time)s.") % names
    return _("%(who)s changed “%(row)s” on %(time)s: %(what)s.") % names


def _differences(row: Any, before: Any, record: Any) -> list[str]:
    if before is None:
        return []
    changes = record.diff_against(before, foreign_keys_are_objs=False).changes
    return [
        _difference(row, change)
        for change in changes
        if change.field not in BOOKKEEPING
        and _as_in_form(change.old) != _as_in_form(change.new)
    ]


def _difference(row: Any, change: Any) -> str:
    names = {
        "field": row._meta.get_field(change.field).verbose_name,
        "old": _shown(row, change.field, change.old),
        "new": _shown(row, change.field, change.new),
    }
    if names["old"] == names["new"]:
        return str(names["field"])
    return _("%(field)s from “%(old)s” to “%(new)s”") % names


def _as_in_form(value: Any) -> Any:
    """Return the value as a form hands it back: without microseconds, lines by CRLF."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _shown(row: Any, name: str, value: Any) -> str:
    """Return the value as people know it: choices and foreign keys by their names."""
    field = row._meta.get_field(name)
    if value in (None, ""):
        return _("nothing")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.is_relation:
        related = field.related_model._base_manager.filter(pk=value).first()
        return str(related or _("something deleted"))
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j M Y, H:i")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
