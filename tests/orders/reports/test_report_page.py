"""The page of a report in the back office."""

from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext

from orders.models import Order
from orders.reports import reports
from tests.factories import OrderFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/admin/reports/monthly_trend/"


@pytest.fixture(autouse=True)
def unfold_may_name_unknown_variables(monkeypatch):
    """Allow them, because unfold's own templates rely on it."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.fixture
def staff(client):
    client.force_login(StaffFactory())
    return client


def sell(months):
    for month in months:
        order = OrderFactory()
        moment = datetime(2011, month, 5, tzinfo=UTC)
        Order.objects.filter(pk=order.pk).update(status="shipped", placed_at=moment)


def test_every_figure_is_in_the_table_and_the_time_beside_it(staff):
    sell([1, 2])

    page = staff.get(PAGE).content.decode()

    assert "Jan 2011" in page
    assert "£20.00" in page
    assert "Period: all time, by month." in page
    assert "Show as a table" in page
    assert "As of" in page


def test_filters_reach_the_report(staff):
    sell([1, 2])

    page = staff.get(PAGE, {"date_from": "2011-02-01"}).content.decode()

    assert "Jan 2011" not in page
    assert "Feb 2011" in page


def test_an_empty_period_says_what_to_do(staff):
    page = staff.get(PAGE).content.decode()

    assert "Nothing was sold in this period." in page


@pytest.mark.parametrize(
    "query",
    [
        {"date_from": "2011-02-01", "date_to": "2011-01-01"},
        {"date_from": "no date"},
        {"limit": "0"},
        {"limit": "1_000"},
        {"limit": "9" * 5000},
    ],
)
def test_a_wrong_filter_is_an_error_of_the_form(staff, query):
    sell([1])

    response = staff.get(PAGE, query)

    assert response.status_code == 200
    assert "a filter is wrong" in response.content.decode()


def test_a_wrong_date_says_how_to_write_one(staff):
    page = staff.get(PAGE, {"date_from": "2011-13-45"}).content.decode()

    assert "This is not a date. Write it like 2011-12-31." in page


def test_the_same_rows_come_as_csv(staff):
    sell([1])

    response = staff.get(PAGE, {"csv": "1", "limit": "12"})

    assert response["Content-Disposition"] == 'attachment; filename="monthly_trend.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    titles, row = response.content.decode("utf-8-sig").splitlines()
    assert titles.startswith("month,")
    assert row == "2011-01,1,20.00,20.00,1,20.00"


def test_an_unknown_report_is_404(staff):
    assert staff.get("/admin/reports/nope/").status_code == 404


def test_staff_without_the_right_are_refused(client):
    user = StaffFactory(is_superuser=False)
    client.force_login(user)
    assert client.get(PAGE).status_code == 403

    user.user_permissions.add(Permission.objects.get(codename="view_reports"))

    assert client.get(PAGE).status_code == 200


def test_shoppers_are_sent_to_the_login(client):
    client.force_login(UserFactory())

    assert client.get(PAGE).status_code == 302


def test_twelve_months_cost_as_many_queries_as_one(staff):
    sell([1])
    with CaptureQueriesContext(
        connection,
    ) as one:
        staff.get(PAGE)
    sell(range(1, 13))

    with CaptureQueriesContext(connection) as twelve:
        staff.get(PAGE)

    assert len(one) == len(twelve) <= 9


def test_the_index_names_every_report(staff):
    page = staff.get("/admin/reports/").content.decode()

    assert [name for name in reports if f'"/admin/reports/{name}/"' not in page] == []


def test_the_same_rows_come_as_a_workbook(staff):
    sell([1])

    response = staff.get(PAGE, {"xlsx": "1"})

    assert response["Content-Disposition"].endswith('filename="monthly_trend.xlsx"')
    sheet = openpyxl.load_workbook(BytesIO(response.content)).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["2011-01", 1, 20, 20, 1, 20]


def test_the_difference_to_the_period_before_is_said_in_words(staff):
    sell([1, 2, 2])

    query = {"date_from": "2011-02-01", "date_to": "2011-02-28"}
    page = staff.get(PAGE, query).content.decode()

    assert "Compared with 1 Jan 2011 to 31 Jan 2011." in page
    assert "+£20.00 (100%): more than before" in page


def test_a_single_day_is_named_once(staff):
    sell([1, 2, 2])

    query = {"date_from": "2011-02-01", "date_to": "2011-02-01"}
    page = staff.get(PAGE, query).content.decode()

    assert "Compared with 31 Jan 2011." in page


@pytest.mark.parametrize("way", ["", "csv", "xlsx"])
@pytest.mark.parametrize(("role", "sees"), [("accounting", False), ("owner", True)])
@pytest.mark.parametrize("name", ["recent_customers", "customers_without_orders"])
def test_accounting_sees_people_by_name_and_no_address(client, name, role, sees, way):
    member = UserFactory(is_staff=True)
    member.groups.add(Group.objects.get(name=role))
    bought = UserFactory(username="ada-buys", email="ada@post.example")
    order = OrderFactory(customer=bought)
    Order.objects.filter(pk=order.pk).update(status="shipped")
    UserFactory(username="bea-looks", email="bea@post.example")
    client.force_login(member)

    answer = client.get(f"/admin/reports/{name}/", {way: "1"} if way else {})

    text = answer.content.decode("utf-8", "replace")
    if way == "xlsx":
        rows = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].rows
        text = " ".join(str(cell.value) for row in rows for cell in row)
    assert answer.status_code == 200
    assert ("ada-buys" if name == "recent_customers" else "bea-looks") in text
    assert ("@post.example" in text) is sees
