"""Credit notes: the list and the page. They are documents, so nobody edits them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from database.back_office import ReadOnlyModelAdmin
from database.back_office.display import moment, number
from orders.admin.reports.linked import CountedFilter, IssuedFilter
from orders.models import CreditNote
from shop.money import format_money as money


@admin.register(CreditNote)
class CreditNoteAdmin(ReadOnlyModelAdmin):
    list_display = ("number", "who", "for_order", "content", "shown_total", "issued")
    list_select_related = ("customer", "order")
    list_filter = ("source", IssuedFilter, CountedFilter)
    linked_lookups = ("customer__id__exact",)
    search_fields = ("number",)
    search_help_text = _("Number of the credit note")
    sortable_by = ("shown_total", "issued")
    fieldsets = ((None, {"fields": ("number",)}),)
    change_form_template = "admin/orders/creditnote/page.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_line_count()

    def page_context(self, request: HttpRequest, note: Any) -> dict[str, Any]:
        """Show the document, line by line."""
        note = CreditNote.objects.for_page().get(pk=note.pk)
        name = note._meta.verbose_name.capitalize()
        return {
            "note": note,
            "title": f"{name} {note.number}",
        }

    @admin.display(description=_("customer"))
    def who(self, note: CreditNote) -> str:
        return note.customer.full_name if note.customer else "–"

    @admin.display(description=_("order"))
    def for_order(self, note: CreditNote) -> str:
        return note.order.number if note.order else "–"

    @admin.display(description=_("lines"))
    def content(self, note: CreditNote) -> str:
        return number(note.line_count)

    @admin.display(description=_("total"), ordering="total")
    def shown_total(self, note: CreditNote) -> str:
        return number(money(note.total, note.currency))

    @admin.display(description=_("issued"), ordering="issued_at")
    def issued(self, note: CreditNote) -> str:
        return moment(note.issued_at)
