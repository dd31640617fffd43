"""The audit log: newest first, filtered, searched, and taken away as a file."""

import csv
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from database.context import acting_as
from database.models import AuditEntry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LIST = "admin:database_auditentry_changelist"


def note(operation="orders.cancel", message="Cancelled.", **fields):
    return AuditEntry.objects.create(operation=operation, message=message, **fields)


def shown(client, **query):
    """Return the messages of the list, in its order."""
    page = client.get(reverse(LIST), query)
    assert page.status_code == 200
    return [row.message for row in page.context["cl"].result_list]


@pytest.fixture
def ops(as_role):
    return as_role("ops")


def test_the_newest_stands_first(ops):
    note(message="old", created_at=timezone.now() - timedelta(days=1))
    note(message="new")

    assert shown(ops) == ["new", "old"]


def test_each_filter_keeps_what_it_says(ops):
    ada = UserFactory()
    note(message="error", level="error")
    note(message="login", operation="accounts.unlock")
    with acting_as(user_id=ada.pk):
        note(message="hers")
    with acting_as(label="manage.py purge_operations"):
        note(message="by command")
    note(message="last year", created_at=datetime(2025, 5, 5, 12, tzinfo=UTC))

    assert shown(ops, level="error") == ["error"]
    assert shown(ops, operation="accounts.unlock") == ["login"]
    assert shown(ops, by=f"user:{ada.pk}") == ["hers"]
    assert shown(ops, by="label:manage.py purge_operations") == ["by command"]
    assert shown(ops, day_to="2025-05-05") == ["last year"]
    assert shown(ops, day_from="2025-05-05", day_to="2025-05-05") == ["last year"]
    assert shown(ops, day_to="2025-05-04") == []
    assert shown(ops, level="error", operation="accounts.unlock") == []


def test_a_day_is_one_of_the_shop(ops, settings):
    settings.TIME_ZONE = "America/New_York"
    note(message="late", created_at=datetime(2026, 3, 2, 3, 30, tzinfo=UTC))

    assert shown(ops, day_from="2026-03-01", day_to="2026-03-01") == ["late"]


def test_words_of_the_message_are_found(ops):
    note(message="Order 7XK2 cancelled")
    note(message="Stock of mug adjusted")

    assert shown(ops, q="7xk2") == ["Order 7XK2 cancelled"]


@pytest.mark.parametrize(
    "query",
    [
        {"level": "fatal"},
        {"operation": "nothing"},
        {"by": "user:1"},
        {"day_from": "yesterday"},
        {"details__secret": "x"},
    ],
)
def test_a_filter_that_is_none_shows_the_whole_list_and_says_so(ops, query):
    note()

    page = ops.get(reverse(LIST), query, follow=True)

    if "details__secret" in query:
        assert page.status_code == 400
    else:
        assert "That filter or page does not exist." in page.content.decode()


def test_fields_sent_empty_are_no_filter(ops):
    note()

    page = ops.get(reverse(LIST), {"level": "", "by": "", "day_from": "", "day_to": ""})

    assert page.context["cl"].result_count == 1
    assert page.context["cl"].has_active_filters is False
    assert "Clear all filters" not in page.content.decode()


def rows_of(response):
    content = b"".join(response.streaming_content)
    # Excel takes the file for UTF-8 by this mark alone.
    assert content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_the_file_holds_what_the_filters_show(ops):
    note(message="Wrong", level="error", details={"order": "7XK2"}, address="::1")
    note(message="Right")
    url = reverse("admin:database_auditentry_export", args=["csv"])

    response = ops.get(url, {"level": "error"})

    titles, row = rows_of(response)
    assert titles == [
        "Time",
        "Level",
        "Operation",
        "Message",
        "By",
        "Address",
        "Details",
    ]
    assert row[1:] == [
        "error",
        "orders.cancel",
        "Wrong",
        "system",
        "::1",
        '{"order": "7XK2"}',
    ]
    assert response["Content-Disposition"].startswith(
        'attachment; filename="audit-log-2'
    )


TRAPS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("text", TRAPS)
def test_no_cell_is_a_formula(ops, text):
    note(message=text)

    (_titles, row) = rows_of(
        ops.get(reverse("admin:database_auditentry_export", args=["csv"]))
    )
    cell = cells(ops)[1][3]

    assert row[3] == f"'{text}"
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()


def cells(client):
    response = client.get(reverse("admin:database_auditentry_export", args=["xlsx"]))
    book = load_workbook(BytesIO(response.content))
    return list(book.active.iter_rows())


def test_the_sheet_holds_times_and_text_of_any_kind(ops):
    note(message="a\x0bb\U0001f600" + "x" * 40_000)

    titles, row = cells(ops)

    assert [cell.value for cell in titles][:2] == ["Time", "Level"]
    assert isinstance(row[0].value, datetime)
    assert row[3].value.startswith("a\ufffdb\U0001f600xxx")
    assert len(row[3].value) == 32_767


def test_an_unknown_kind_of_file_is_not_found(ops):
    url = reverse("admin:database_auditentry_export", args=["pdf"])

    assert ops.get(url).status_code == 404


def test_a_file_with_a_wrong_filter_leads_to_the_list(ops):
    url = reverse("admin:database_auditentry_export", args=["csv"])

    for query in ({"level": "fatal"}, {"details__secret": "x"}):
        assert ops.get(url, query).status_code == 302


def test_a_file_stops_at_its_limit(ops, monkeypatch):
    monkeypatch.setattr("database.admin.audit_log.AuditEntryAdmin.most_exported", 2)
    for number in range(3):
        note(message=str(number))

    url = reverse("admin:database_auditentry_export", args=["csv"])

    assert [row[3] for row in rows_of(ops.get(url))[1:]] == ["2", "1"]


def test_a_file_costs_the_same_for_1_and_30_rows(ops):
    costs = set()
    url = reverse("admin:database_auditentry_export", args=["csv"])
    for more in (1, 29):
        for _ in range(more):
            with acting_as(user_id=UserFactory().pk):
                note()
        with CaptureQueriesContext(connection) as queries:
            rows_of(ops.get(url))
        costs.add(len(queries))

    assert len(costs) == 1
    assert costs.pop() <= 10


def test_the_page_of_a_row_shows_its_details(ops):
    row = note(details={"order": "7XK2", "html": "<script>"})

    page = ops.get(reverse("admin:database_auditentry_change", args=[row.pk]))

    text = page.content.decode()
    assert "<dt>Order</dt><dd>7XK2</dd>" in text
    assert "<script>&quot;" not in text
