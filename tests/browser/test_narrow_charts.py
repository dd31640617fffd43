"""Charts on a phone: nothing of them is cut off or lies beside the page."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from database.models import MetricSample
from database.monitoring.sampling import series_name
from database.ops.operation import operations
from orders.services import confirm_order
from tests.factories import OrderFactory, ProductFactory, StaffFactory

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}

# Of each chart: the texts beside its axes and behind its bars that leave the canvas,
# how many names its axes have, and whether it leaves its card.
LOOK = """() => [...document.querySelectorAll("canvas.chart")].map((canvas) => {
  const chart = Chart.getChart(canvas);
  const {context, cut, names} = {context: chart.ctx, cut: [], names: {}};
  const keep = (text, left, right) => {
    if (left < 0 || right > chart.width) cut.push([text, left, right]);
  };
  for (const [axis, scale] of Object.entries(chart.scales)) {
    names[axis] = scale._labelItems.length;
    for (const {label, font, options} of scale._labelItems) {
      context.font = font.string;
      for (const line of [label].flat()) {
        const width = context.measureText(line).width;
        const side = {right: width, center: width / 2, left: 0}[options.textAlign];
        const left = options.translation[0] - side;
        keep(line, left, left + width);
        if (options.rotation) cut.push([line, "turned"]);
      }
    }
  }
  if (chart.options.indexAxis === "y") {
    for (const [text, left] of window.figures ?? []) {
      keep(text, left, left + context.measureText(text).width);
    }
  }
  const card = canvas.closest(".bo-card, section").getBoundingClientRect();
  const isWider = canvas.getBoundingClientRect().right > card.right;
  return {cut, names, isWider, page: document.scrollingElement.scrollWidth};
})"""
# The figures are drawn by hand: what is drawn, and where, is kept.
KEEP_FIGURES = """
  const drawn = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, left, ...more) {
    if (this.textAlign === "left") (window.figures ??= []).push([text, left]);
    return drawn.call(this, text, left, ...more);
  };
"""


@pytest.fixture
def phone(page: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Return a phone's page of somebody who may do everything."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    page.set_viewport_size(PHONE)
    page.goto("/admin/")
    page.get_by_label("E-mail or user name").fill(StaffFactory().username)
    page.get_by_label("Password").fill("open sesame")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")
    page.add_init_script(KEEP_FIGURES)
    return page


def looked_at(page: Page, address: str) -> list[dict]:
    page.goto(address, wait_until="networkidle")
    drawn = "canvas => Boolean(window.Chart && Chart.getChart(canvas))"
    page.wait_for_function(f"({drawn})(document.querySelector('canvas.chart'))")
    # What `charts.js` does comes after unfold has drawn, in a turn of its own.
    page.wait_for_timeout(200)
    return page.evaluate(LOOK)


def sell(name: str, price: str) -> None:
    product = ProductFactory(name=name, price=Decimal(price), stock_quantity=99)
    order = OrderFactory(lines={product.pk: 90})
    confirm_order(order_id=order.pk)


@pytest.mark.parametrize("report", ["top_products", "product_ranking", "top_customers"])
def test_long_names_and_large_figures_stay_beside_their_bars(phone, report):
    sell("Round walnut serving board", "9.50")
    sell("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW MMMMMMMMMMMMMMMMMMMM", "98765.40")

    (chart,) = looked_at(phone, reverse("admin_report", args=[report]))

    assert chart["cut"] == []
    assert chart["names"]["y"] >= 1
    assert (chart["isWider"], chart["page"]) == (False, PHONE["width"])
    figures = [text for text, *_ in phone.evaluate("window.figures")]
    assert "£8,888,886" in figures


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/reports/monthly_trend/",
        "/admin/reports/running_totals/",
        "/admin/database/system_report/",
    ],
)
def test_times_below_a_chart_lie_flat_and_are_whole(phone, address):
    confirm_order(order_id=OrderFactory().pk)
    report = operations["system_report"]
    MetricSample.objects.bulk_create(
        MetricSample(
            series=series_name(report, one.name),
            at=timezone.now() - timedelta(minutes=2 * minutes),
            value=12.5,
        )
        for minutes in range(40)
        for one in report.series
    )

    (chart,) = looked_at(phone, address)

    assert chart["cut"] == []
    assert chart["names"]["x"] >= 1
    assert chart["names"]["y"] >= 3
    assert (chart["isWider"], chart["page"]) == (False, PHONE["width"])
