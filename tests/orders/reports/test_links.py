"""Every figure leads to the rows it counts."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext

from orders.admin.reports.linked import address_of
from orders.reports import Filters, answer, reports
from tests.factories import CreditNoteFactory, ProductFactory, StaffFactory, UserFactory
from tests.orders.reports.selling import sell
from tests.support.thoroughly import thorough_but

pytestmark = pytest.mark.django_db

MOST_QUERIES = 20
# One of each kind: of months, of customers, of products, and a ranking with windows.
EVERY_RUN = ["monthly_trend", "top_customers", "product_sales", "running_totals"]


@pytest.fixture(autouse=True)
def unfold_may_name_unknown_variables(monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.fixture
def staff(client):
    client.force_login(StaffFactory())
    return client


def fill(count=1):
    """Make something that every report counts."""
    ann = UserFactory()
    for day in range(1, count + 1):
        sell(2011, 1, day, customer=ann, pieces=2)
        february = sell(2011, 2, day, customer=UserFactory())
        CreditNoteFactory(issued_at=february.placed_at)
        CreditNoteFactory(issued_at=sell(2011, 1, day).placed_at)
        ProductFactory()


def links(response):
    html = response.content.decode()
    found = re.findall(
        r'<a (?:class="bo-link" )?href="(/admin/[a-z]+/[^"]*\?[^"]+)"', html
    )
    return {unescape(address) for address in found}


def rows_behind(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.context["cl"].result_count


@pytest.mark.parametrize("name", thorough_but(EVERY_RUN, reports))
def test_every_link_leads_to_a_list_that_has_rows(name, staff):
    fill()
    page = staff.get(f"/admin/reports/{name}/", {"date_from": "2011-01-01"})

    found = links(page)

    assert found
    assert [a for a in found if not rows_behind(staff, a)] == []


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("monthly_trend", "orders"),
        ("monthly_trend", "unique_customers"),
        ("sales_by_country", "customers"),
        ("running_totals", "running_total"),
        ("top_customers", "orders"),
        ("top_products", "orders"),
    ],
)
def test_the_list_has_as_many_rows_as_the_figure_says(name, figure, staff, rf):
    fill(count=2)
    found = answer(reports[name], Filters())
    column, row = reports[name].column(figure), found.rows[0]

    request = rf.get("/")
    request.user = StaffFactory()
    counted = rows_behind(staff, address_of(column.behind(row, found.filters), request))

    assert counted == (1 if figure == "running_total" else row[figure])


@pytest.mark.parametrize("name", list(reports))
def test_every_figure_of_the_whole_period_is_a_tile_that_leads_on(name, staff):
    fill()

    html = staff.get(f"/admin/reports/{name}/").content.decode()

    assert html.count('class="bo-tile"') == len(reports[name].figures)
    assert len(re.findall(r'<a href="/admin/[^"]+"\s+class="bo-tile">', html)) == len(
        reports[name].figures
    )


def test_the_credit_notes_behind_a_net_are_all_that_it_takes_off(staff, rf):
    sold, cancelled = sell(2011, 1, 5), sell(2011, 1, 6, status="cancelled")
    for order, total in ((sold, "-3.00"), (cancelled, "-10.00"), (None, "-1.50")):
        CreditNoteFactory(
            order=order, issued_at=sold.placed_at, total=Decimal(total), customer=None
        )
    found = answer(reports["monthly_trend"], Filters(), with_totals=True)
    request = rf.get("/")
    request.user = StaffFactory()

    for columns, row in (
        (found.report.columns, found.rows[0]),
        (found.report.figures, found.totals),
    ):
        (net,) = (column for column in columns if column.name == "net")
        address = address_of(net.behind(row, found.filters), request)
        notes = staff.get(address).context["cl"].queryset
        assert row["net"] - row["revenue"] == Decimal("-4.50")
        assert sorted(note.total for note in notes) == [
            Decimal("-3.00"),
            Decimal("-1.50"),
        ]


@pytest.mark.parametrize("value", ["x", "1..2", "2011-01-01", "not 1", "..@@", "..*2"])
@pytest.mark.parametrize(
    "list_", ["orders/order/?period", "accounts/user/?bought", "shop/product/?sold"]
)
def test_a_filter_that_no_link_has_shows_everything_and_says_so(list_, value, staff):
    response = staff.get(f"/admin/{list_}={value}", follow=True)

    assert response.status_code == 200
    assert "does not exist" in response.content.decode()


@pytest.mark.parametrize("name", thorough_but(EVERY_RUN, reports))
def test_a_page_costs_as_many_queries_for_one_row_as_for_many(name, staff):
    query = {"date_from": "2011-01-01", "date_to": "2011-03-31"}
    fill()
    with CaptureQueriesContext(connection) as one:
        staff.get(f"/admin/reports/{name}/", query)
    fill(count=4)

    with CaptureQueriesContext(connection) as many:
        staff.get(f"/admin/reports/{name}/", query)

    assert len(one) == len(many) <= MOST_QUERIES


def test_who_may_not_see_customers_gets_no_link_to_them(client):
    reader = StaffFactory(is_superuser=False)
    names = ["view_reports", "view_order"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(reader)
    fill()

    found = links(client.get("/admin/reports/top_customers/"))

    assert found
    assert {address.partition("?")[0] for address in found} == {"/admin/orders/order/"}
