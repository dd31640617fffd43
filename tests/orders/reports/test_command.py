"""`report NAME`: for people, for programs, for spreadsheets."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError

from orders.models import Order
from orders.reports import reports
from tests.commands.calling import call, text_of
from tests.factories import OrderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def january():
    order = OrderFactory()
    moment = datetime(2011, 1, 5, tzinfo=UTC)
    Order.objects.filter(pk=order.pk).update(status="shipped", placed_at=moment)


def test_programs_read_money_as_exact_strings():
    envelope, code = call("report", "monthly_trend")

    assert (code, envelope["schema"], envelope["status"]) == (0, "report/1", "ok")
    assert envelope["data"]["rows"] == [
        {
            "month": "2011-01",
            "orders": 1,
            "revenue": "20.00",
            "average_order_value": "20.00",
            "unique_customers": 1,
            "net": "20.00",
        }
    ]


def test_spreadsheets_read_csv_and_nothing_else():
    assert text_of("report", "monthly_trend", "--csv") == (
        "month,orders,revenue,average_order_value,unique_customers,net\n"
        "2011-01,1,20.00,20.00,1,20.00\n"
    )


def test_people_read_a_table():
    text = text_of("report", "monthly_trend")

    assert "Jan 2011       1   £20.00" in text
    assert text.endswith("1 rows.\n")


def test_dates_and_limit_are_passed_on():
    envelope, _code = call(
        "report", "monthly_trend", "--from", "2011-01-06", "--limit", "5"
    )

    assert envelope["data"]["rows"] == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nope",), f"There is no report 'nope'. Known: {', '.join(reports)}."),
        (("monthly_trend", "--csv"), "Choose one of --csv, --xlsx and --json."),
        (
            ("monthly_trend", "--from", "2011-02-01", "--to", "2011-01-01"),
            "--from is later than --to.",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(arguments, sentence):
    envelope, code = call("report", *arguments)

    assert (code, envelope["data"]["message"]) == (2, sentence)


def test_without_a_name_the_reports_are_listed():
    envelope, code = call("report")

    assert code == 0
    assert [entry["name"] for entry in envelope["data"]["reports"]] == list(reports)
    assert "top_products" in text_of("report")


def test_a_spreadsheet_is_written_to_the_file(tmp_path):
    path = tmp_path / "trend.xlsx"

    text = text_of("report", "monthly_trend", "--xlsx", path)

    assert text == f"1 rows written to {path}.\n"
    assert path.read_bytes().startswith(b"PK")


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    path = tmp_path / "none" / "trend.xlsx"

    with pytest.raises(CommandError, match="cannot be written: No such file") as error:
        text_of("report", "monthly_trend", "--xlsx", path)

    assert error.value.returncode == 2


def test_rows_are_ranked_by_what_the_report_knows():
    envelope, code = call("report", "top_products", "--by", "units")
    refused, refusal = call("report", "top_products", "--by", "colour")

    assert (code, len(envelope["data"]["rows"]), refusal) == (0, 1, 2)
    assert refused["data"]["message"] == (
        "This report is not ranked by 'colour'. Known: revenue, units, orders."
    )
