"""Uploading a bank's file: what is open about it is asked, and nothing is lost."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from orders.models import BankLayout, BankLine, BankStatement
from orders.payments.bank_statements import book_line
from tests.admin.conftest import sentences
from tests.factories import OrderFactory

pytestmark = pytest.mark.django_db

DOUBTFUL = "Datum;Betrag;Text\n1.11.2026;1.234;Müller\n"


@pytest.fixture
def upload(owner):
    """Return what posts a file, and answers afterwards without it."""
    url = reverse("admin:orders_bankstatement_upload")

    def post(content=None, **fields):
        if content is not None:
            fields["file"] = SimpleUploadedFile("june.csv", content.encode("cp1252"))
        return owner.post(url, fields, follow=True)

    return post


def kept(response, **answers):
    """Return the fields that the page brings along, and the answers."""
    form = response.context["form"]
    names = ("kept", "kept_name")
    fields = {name: form[name].value() for name in names}
    if form.asks_columns:
        fields["heading"] = form["heading"].value()
    return fields | answers


def test_a_doubtful_file_is_asked_about_and_needs_no_second_upload(upload):
    asked = upload(DOUBTFUL)
    assert (
        "Line 2: in “1.234” the sign may separate thousands or decimals." in asked.text
    )
    assert not BankStatement.objects.exists()

    read = upload(**kept(asked, decimal_sign=","))

    line = BankLine.objects.get()
    assert (line.amount, line.text) == (Decimal("1234.00"), "Müller")
    assert line.statement.name == "june.csv"
    assert "Comma: 1.234,50" in read.text
    assert "Western Europe (Windows)" in read.text


def test_unknown_columns_are_chosen_once_for_each_bank(upload):
    asked = upload("Wann;Wieviel;Wofür\n1.6.2026;5,50;a\n")
    assert "Which column is which?" in asked.text
    lacking = upload(**kept(asked, column_day="0", column_debit="1", column_text="2"))
    assert "Choose the column for money in too." in lacking.text
    assert not BankStatement.objects.exists()

    upload(**kept(asked, column_day="0", column_amount="1", column_text="2"))
    upload("Wann;Wieviel;Wofür\n1.7.2026;6,50;b\n")

    assert BankLayout.objects.count() == 1
    assert {line.text for line in BankLine.objects.all()} == {"a", "b"}


def test_lines_that_could_not_be_read_stand_on_the_page(upload):
    page = upload("date,amount,text\n2026-11-02,5.00,a\n2026-11-02,n/a,b\n").text

    assert "1 line could not be read" in page
    assert "“n/a” is not an amount." in page


def test_a_file_without_a_payment_names_its_lines(upload):
    page = upload("date,amount,text\n2026-11-02,n/a,b\n")

    assert "The file contains no incoming payments. Nothing was stored." in page.text
    assert "Line 2: “n/a” is not an amount." in page.text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kept": "no base64 ü"},
        {"kept": "eJwDAAAAAAE="},
        {"kept": "AAAA", "heading": "{"},
        {"heading": '["a", 1, null]', "column_day": "99"},
        {
            "kept": "eJwrz0gssc7IL7cuz6jkMrQ2sjbmAgBFYAXx",
            "heading": "[1, 2, 3, 4, 5, 6, 7, 8, 9]",
            "column_day": "8",
            "column_text": "7",
            "column_amount": "6",
        },
        {"separator": "x"},
    ],
)
def test_a_forged_or_empty_form_asks_for_a_file(upload, fields):
    response = upload(**fields)

    assert (response.status_code, BankStatement.objects.exists()) == (200, False)


def test_a_file_that_is_known_says_so(upload):
    upload("date,amount,text\n2026-11-02,5.00,a\n")

    again = upload("date,amount,text\n2026-11-02,5.00,a\n2026-11-02,?,b\n")

    assert "The only payment in this file is known" in sentences(again)
    assert "Line 3: “?” is not an amount." in sentences(again)


def test_a_file_that_was_read_wrongly_is_removed_and_comes_again(upload, owner):
    content = "date,amount,text\n2026-11-02,5.00,a\n"
    upload(content)
    url = reverse(
        "admin:orders_bankstatement_discard", args=[BankStatement.objects.get().pk]
    )

    removed = owner.post(url, follow=True)

    assert "“june.csv” was removed." in sentences(removed)
    assert not BankLine.objects.exists()
    upload(content)
    assert BankLine.objects.count() == 1


def test_a_file_with_a_booked_payment_stays(upload, owner):
    order = OrderFactory(payment_method="bank_transfer")
    upload(f"date,amount,text\n2026-11-02,5.00,{order.number}\n2026-11-02,6.00,b\n")
    statement = BankStatement.objects.get()
    book_line(line_id=statement.lines.get(text=order.number).pk)
    url = reverse("admin:orders_bankstatement_discard", args=[statement.pk])

    refused = owner.post(url, follow=True)

    assert "A payment from this file has already been booked" in sentences(refused)
    assert BankLine.objects.count() == 2
