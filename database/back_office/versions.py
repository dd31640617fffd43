"""Two people, one form: the second save is refused, and told what the first one did."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from database.back_office.changes import add_changes, plain, with_names


class VersionedForm(forms.ModelForm):
    """A form that remembers which version of the row it was opened on.

    What nobody touched stays as it is stored, although browsers send texts with other
    line ends and times without microseconds.
    """

    seen_version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.data = _with_plain_lines(self.data)
        self.initial = {name: _plain_text(held) for name, held in self.initial.items()}
        self._stored = {
            field: getattr(self.instance, field.attname)
            for field in self.instance._meta.concrete_fields
        }
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

    def _post_clean(self) -> None:
        super()._post_clean()
        for field, value in self._stored.items():
            if field.name in self.fields and field.name not in self.changed_data:
                setattr(self.instance, field.attname, value)

    def changed_columns(self) -> set[str]:
        """Return the columns of the row whose fields were changed."""
        columns = {field.name for field in self._meta.model._meta.concrete_fields}
        return columns.intersection(self.changed_data)


def _with_plain_lines(data: Any) -> Any:
    if not isinstance(data, MultiValueDict):
        return data
    plain_data = data.copy()
    for name, texts in data.lists():
        plain_data.setlist(name, [_plain_text(text) for text in texts])
    return plain_data


def _plain_text(value: Any) -> Any:
    return plain(value) if isinstance(value, str) else value


def describe_changes(row: Any, *, since: int) -> str:
    """Say who changed what after version `since`, and what to do now."""
    records = with_names(row.history.filter(version__gt=since))
    newest_first = list(records.order_by("-history_date", "-history_id"))
    seen = with_names(row.history.filter(version__lte=since))
    add_changes(newest_first, seen.order_by("-history_date", "-history_id").first())
    sentences = [_sentence(row, record) for record in reversed(newest_first)]
    if not sentences:
        sentences = [
            _("Somebody else has changed “%(row)s” in the meantime.") % {"row": row}
        ]
    advice = _("Nothing was saved. Open the page again to see what it says now.")
    return " ".join([*sentences, advice])


def _sentence(row: Any, record: Any) -> str:
    names = {
        "who": record.history_user or _("Somebody"),
        "row": row,
        "time": date_format(timezone.localtime(record.history_date), "j M Y, H:i"),
        "what": get_text_list([_phrase(change) for change in record.changes], _("and")),
    }
    if not names["what"]:
        return _("%(who)s changed “%(row)s” on %(time)s.") % names
    return _("%(who)s changed “%(row)s” on %(time)s: %(what)s.") % names


def _phrase(change: Any) -> str:
    if change.said:
        return change.said
    if change.old == change.new:
        return change.name
    names = {"field": change.name, "old": change.old, "new": change.new}
    return _("%(field)s from “%(old)s” to “%(new)s”") % names
