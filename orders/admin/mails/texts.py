"""The texts of each kind of mail: changed, previewed, and set back to the default."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from database.back_office import ShopModelAdmin
from database.back_office.display import badge
from database.back_office.pages import page
from orders.mails import KINDS
from orders.mails.preview import example
from orders.mails.wording import refuse_unknown_names
from orders.models import MailText
from orders.services import write_mail_text


class MailTextForm(forms.ModelForm):
    """Subject and text; the default is shown where staff have not changed them."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=5000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 12}),
    )

    # When the row was last changed, as far as this form knows.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = MailText
        fields = ("subject", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = KINDS[self.instance.kind]
        self.initial["subject"] = self.instance.subject or str(self.kind.subject)
        self.initial["body"] = self.instance.body or str(self.kind.body)
        self.initial["seen"] = self.instance.updated_at.isoformat()

    def clean(self) -> dict[str, Any]:
        """Refuse the save where a colleague changed the text meanwhile."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("seen") != self.initial["seen"]:
            raise forms.ValidationError(
                _(
                    "Somebody else has changed this text since you opened the page. "
                    "Nothing was saved. Open the page again."
                )
            )
        return cleaned

    def clean_subject(self) -> str:
        return self._checked("subject")

    def clean_body(self) -> str:
        return self._checked("body")

    def _checked(self, field: str) -> str:
        text = self.cleaned_data[field]
        refuse_unknown_names(text, self.kind.names)
        return text


@admin.register(MailText)
class MailTextAdmin(ShopModelAdmin):
    """What each mail says. Names in curly brackets stand for what differs."""

    form = MailTextForm
    list_display = ("label", "when", "state")
    ordering = ("kind",)
    change_form_template = "admin/orders/mailtext/page.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(kind__in=list(KINDS))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<uuid:pk>/preview/",
                view(partial(preview, self)),
                name="orders_mailtext_preview",
            ),
            path(
                "<uuid:pk>/reset/",
                view(partial(reset, self)),
                name="orders_mailtext_reset",
            ),
            *super().get_urls(),
        ]

    def save_model(
        self, request: HttpRequest, obj: MailText, form: Any, change: bool
    ) -> None:
        """Save the words through the service, which logs them."""
        values = form.cleaned_data
        write_mail_text(row=obj, subject=values["subject"], body=values["body"])

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Show the words, what they may name, and how the mail looks now."""
        kind = KINDS[row.kind]
        return {
            "kind": kind,
            "names": kind.names.items(),
            "row": row,
            "letter": example(kind),
            "title": kind.label,
        }

    @admin.display(description=gettext_lazy("mail"))
    def label(self, row: MailText) -> str:
        return str(KINDS[row.kind].label)

    @admin.display(description=gettext_lazy("sent"))
    def when(self, row: MailText) -> str:
        return str(KINDS[row.kind].when)

    @admin.display(description=gettext_lazy("text"))
    def state(self, row: MailText) -> str:
        if row.is_changed:
            return badge("confirmed", _("yours"))
        return badge("default", _("default"))


def preview(model_admin: MailTextAdmin, request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the mail with the words as they are typed, before they are saved."""
    row = get_object_or_404(MailText, pk=pk)
    model_admin.require(model_admin.has_change_permission(request, row))
    form = MailTextForm(request.POST or None, instance=row)
    kind = KINDS[row.kind]
    letter = None
    if request.method != "POST":
        letter = example(kind)
    elif form.is_valid():
        values = form.cleaned_data
        letter = example(kind, subject=values["subject"], body=values["body"])
    context = {
        "opts": model_admin.opts,
        "title": kind.label,
        "kind": kind,
        "object": row,
        "letter": letter,
        "errors": [error for errors in form.errors.values() for error in errors],
    }
    return page(request, "admin/orders/mailtext/preview.html", context)


def reset(model_admin: MailTextAdmin, request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go back to the default words."""
    row = get_object_or_404(MailText, pk=pk)
    model_admin.require(model_admin.has_change_permission(request, row))
    if request.method == "POST":
        write_mail_text(row=row, subject="", body="")
        messages.success(request, _("The mail has its default text again."))
    return redirect("admin:orders_mailtext_change", pk)
