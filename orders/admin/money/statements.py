"""Bank statements: uploading, comparing with the orders, booking."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from database.back_office import LinkFilter, ReadOnlyModelAdmin, run_on_each
from database.back_office.display import badge, moment, number
from database.back_office.pages import page
from database.errors import KontorError
from database.sheets import ENCODINGS
from orders.admin.money.forms import AssignForm
from orders.admin.money.statement_forms import (
    DAY_ORDER_NAMES,
    DECIMAL_SIGN_NAMES,
    SEPARATOR_NAMES,
    StatementForm,
)
from orders.models import BankLine, BankStatement
from orders.payments.bank_csv import MEANINGS, Choices, Question
from orders.payments.bank_statements import (
    KnownStatement,
    NothingNew,
    book_line,
    compare_again,
    discard_statement,
    set_aside,
    upload_statement,
)
from shop.money import format_money as money

BADGES = {
    "exact": "delivered",
    "partial": "pending",
    "over": "returned",
    "unknown": "cancelled",
}
MOST_SHOWN = 500
MOST_SAMPLED = 5


class _Statements(ReadOnlyModelAdmin):
    """What both lists share: who may work with statements, and booking."""

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.import_statement")

    def book_each(self, request: HttpRequest, lines: QuerySet) -> None:
        """Book payments to the orders that were found for them."""

        def done(count: int) -> str:
            text = ngettext(
                "%(count)d payment is booked.", "%(count)d payments are booked.", count
            )
            return text % {"count": count}

        def service(line: Any) -> Any:
            return book_line(line_id=line.pk)

        run_on_each(self, request, lines, service, done)


@admin.register(BankStatement)
class BankStatementAdmin(_Statements):
    list_display = (
        "name",
        "uploaded",
        "payments",
        "still_open",
        "known",
        "not_read",
    )
    sortable_by = ("uploaded",)
    fieldsets = ((None, {"fields": ("name",)}),)
    change_list_template = "admin/orders/bankstatement/list.html"
    change_form_template = "admin/orders/bankstatement/page.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_counts()

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "orders_bankstatement"
        return [
            path("upload/", view(self.upload), name=f"{name}_upload"),
            path("<uuid:pk>/book/", view(self.book), name=f"{name}_book"),
            path("<uuid:pk>/discard/", view(self.discard), name=f"{name}_discard"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Show what would be booked, before anything is."""
        lines = list(row.lines.select_related("order")[:MOST_SHOWN])
        still_open = [line for line in lines if line.is_open]
        return {
            "statement": row,
            "title": row.name,
            "groups": _groups(still_open),
            "open_count": len(still_open),
            "bookable_count": sum(line.match != "unknown" for line in still_open),
            "closed": [line for line in lines if not line.is_open],
            "how": _how(row),
            "is_removable": not any(line.entry_id for line in lines),
            "may_import": self.has_import_permission(request),
        }

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Take a file, store its new payments, and lead to what they look like.

        Where it can be read in two ways the page comes back with the question.
        """
        self.require(self.has_import_permission(request))
        form = StatementForm(request.POST or None, request.FILES or None)
        question: Question | None = None
        if request.method == "POST" and form.is_valid():
            try:
                row = _store(form.name, form.content, form.choices())
            except KnownStatement as known:
                for text in (known.text, *known.details):
                    self.message_user(request, text, messages.INFO)
                return redirect("admin:orders_bankstatement_change", known.statement.pk)
            except Question as error:
                question = error
                form = StatementForm.asking(form, error)
            except NothingNew as error:
                form.add_error("file", [error.text, *error.details])
            except KontorError as error:
                form.add_error("file", str(error))
            else:
                return redirect("admin:orders_bankstatement_change", row.pk)
        elif form.keeps_a_file:
            question = form.question()
        context = {
            "opts": self.opts,
            "title": _("Upload a bank statement"),
            "form": form,
            "question": question,
            "sample": question.sample[:MOST_SAMPLED] if question else (),
        }
        return page(request, "admin/orders/bankstatement/upload.html", context)

    def book(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Book the chosen payments, or look again for the orders of all."""
        self.require(self.has_import_permission(request))
        statement = get_object_or_404(BankStatement, pk=pk)
        if request.method == "POST" and "again" in request.POST:
            compare_again(statement_id=pk)
            text = _("The payments were compared with the orders as they are now.")
            self.message_user(request, text, messages.SUCCESS)
        elif request.method == "POST":
            chosen = [key for key in request.POST.getlist("line") if key.isdigit()]
            lines = statement.lines.filter(position__in=chosen[:MOST_SHOWN])
            if lines:
                self.book_each(request, lines)
            else:
                text = _("Nothing was booked. Choose the payments first.")
                self.message_user(request, text, messages.WARNING)
        return redirect("admin:orders_bankstatement_change", pk)

    def discard(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Remove a file of which nothing is booked: it was read wrongly."""
        self.require(self.has_import_permission(request))
        get_object_or_404(BankStatement, pk=pk)
        if request.method != "POST":
            return redirect("admin:orders_bankstatement_change", pk)
        try:
            name = discard_statement(statement_id=pk)
        except KontorError as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect("admin:orders_bankstatement_change", pk)
        text = _now("“%(name)s” was removed. Upload it again and say how to read it.")
        self.message_user(request, text % {"name": name}, messages.SUCCESS)
        return redirect("admin:orders_bankstatement_upload")

    @admin.display(description=_("uploaded"), ordering="created_at")
    def uploaded(self, row: BankStatement) -> str:
        return moment(row.created_at)

    @admin.display(description=_("payments"))
    def payments(self, row: BankStatement) -> str:
        return number(row.line_count)

    @admin.display(description=_("to be assigned"))
    def still_open(self, row: BankStatement) -> str:
        return number(row.open_count, is_alarming=bool(row.open_count))

    @admin.display(description=_("known before"))
    def known(self, row: BankStatement) -> str:
        return number(row.known_lines)

    @admin.display(description=_("not read"))
    def not_read(self, row: BankStatement) -> str:
        count = len(row.unread or ())
        return number(count, is_alarming=bool(count))


class LineStateFilter(LinkFilter):
    title = _("state")
    parameter_name = "state"
    offered = {
        "open": (_("To be assigned"), lambda lines: lines.open()),
        "booked": (_("Booked"), ~Q(entry=None)),
        "aside": (_("Set aside"), Q(is_set_aside=True)),
    }


@admin.register(BankLine)
class BankLineAdmin(_Statements):
    list_display = ("day", "payer", "shown_amount", "shown_match", "for_order", "text")
    list_display_links = ("day", "payer")
    list_select_related = ("order", "statement")
    list_filter = (LineStateFilter, "match")
    search_fields = ("text",)
    search_help_text = _("Words in the text, or the payer")
    sortable_by = ("day", "shown_amount")
    actions = ("book", "put_aside", "take_back")
    fieldsets = ((None, {"fields": ("text",)}),)
    change_form_template = "admin/orders/bankline/page.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.assign)
        ours = path("<uuid:pk>/assign/", view, name="orders_bankline_assign")
        return [ours, *super().get_urls()]

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Show the payment, and ask for its order."""
        return {
            "line": row,
            "title": row.payer or _("Payment"),
            "badge": BADGES[row.match],
            "form": AssignForm(initial={"order": row.order or ""}),
            "may_import": self.has_import_permission(request),
        }

    def assign(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Book the payment to the order that staff name."""
        self.require(self.has_import_permission(request))
        home = redirect("admin:orders_bankline_change", pk)
        if request.method != "POST":
            return home
        form = AssignForm(request.POST)
        if not form.is_valid():
            for error in form.errors["order"]:
                self.message_user(request, str(error), messages.ERROR)
            return home
        try:
            line = book_line(line_id=pk, order_id=form.cleaned_data["order"].pk)
        except (KontorError, BankLine.DoesNotExist) as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            text = _now("The payment is booked for order %(number)s.")
            names = {"number": line.order}
            self.message_user(request, text % names, messages.SUCCESS)
        return home

    @admin.action(description=_("Book to the order found"), permissions=["import"])
    def book(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.book_each(request, queryset)

    @admin.action(description=_("Set aside: not for us"), permissions=["import"])
    def put_aside(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._move(request, queryset, aside=True)

    @admin.action(description=_("Take back what was set aside"), permissions=["import"])
    def take_back(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._move(request, queryset, aside=False)

    def _move(self, request: HttpRequest, lines: QuerySet, *, aside: bool) -> None:
        def done(count: int) -> str:
            text = ngettext(
                "%(count)d payment was moved.", "%(count)d payments were moved.", count
            )
            return text % {"count": count}

        def service(line: Any) -> Any:
            return set_aside(line_id=line.pk, aside=aside)

        run_on_each(self, request, lines, service, done)

    @admin.display(description=_("day"), ordering="booked_on")
    def day(self, line: BankLine) -> str:
        return date_format(line.booked_on, "j M Y")

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, line: BankLine) -> str:
        return number(money(line.amount, line.currency))

    @admin.display(description=_("looks like"))
    def shown_match(self, line: BankLine) -> str:
        if line.entry_id:
            return badge("delivered", _("booked"))
        if line.is_set_aside:
            return badge("cancelled", _("set aside"))
        return badge(BADGES[line.match], line.get_match_display())

    @admin.display(description=_("order"))
    def for_order(self, line: BankLine) -> str:
        return line.order.number if line.order else "–"


def _store(name: str, content: bytes, choices: Choices) -> BankStatement:
    """Store the file. Raises KnownStatement, even if a rival stores it just now."""
    try:
        return upload_statement(name=name, content=content, choices=choices)
    except IntegrityError:
        return upload_statement(name=name, content=content, choices=choices)


def _how(statement: BankStatement) -> list[tuple[Any, Any]]:
    """Return what was decided about the file, for people."""
    how = statement.how or {}
    if not how:
        return []
    columns = [
        f"{MEANINGS[meaning]}: {', '.join(names)}"
        for meaning, names in how["columns"].items()
        if meaning in MEANINGS
    ]
    encoding = how["encoding"].replace("-le", "").replace("-be", "")
    facts = [
        (_("Encoding"), ENCODINGS.get(encoding, encoding)),
        (_("Between columns"), SEPARATOR_NAMES[how["separator"]]),
        (_("Decimal sign"), DECIMAL_SIGN_NAMES[how["decimal_sign"]]),
        (_("Dates with slashes"), DAY_ORDER_NAMES.get(how["day_order"], "")),
        (_("Columns"), " · ".join(columns)),
    ]
    return [(name, value) for name, value in facts if value]


def _groups(lines: list[BankLine]) -> list[dict[str, Any]]:
    """Return the payments by what they look like, with what to do about each."""
    words = {
        "exact": _("These pay an order in full. They are already ticked."),
        "partial": _("Less than the order costs. Book it, and the rest is still due."),
        "over": _("More than is due. Book it, then refund the difference."),
        "unknown": _("The text names no order or several. Open it to assign it."),
    }
    found = []
    for match, label in BankLine.Match.choices:
        rows = [line for line in lines if line.match == match]
        if rows:
            group = {"lines": rows, "text": words[match], "is_exact": match == "exact"}
            found.append(
                {
                    **group,
                    "title": label,
                    "badge": BADGES[match],
                    "bookable": match != "unknown",
                }
            )
    return found
