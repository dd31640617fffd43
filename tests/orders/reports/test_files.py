"""Files for spreadsheets: what is text there stays text."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from database.ops.export import harmless
from orders.reports import Filters, answer, reports
from orders.reports.files import as_csv, as_xlsx
from tests.factories import CreditNoteFactory, ProductFactory
from tests.orders.reports.selling import sell

pytestmark = pytest.mark.django_db

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"]


def top_products():
    return answer(reports["top_products"], Filters())


@pytest.mark.parametrize("name", FORMULAS)
def test_no_text_of_a_csv_file_is_a_formula(name):
    sell(2011, 1, 5, product=ProductFactory(sku="S", name=name, stock_quantity=9))

    assert f",'{name}," in as_csv(top_products()).splitlines()[1]


@pytest.mark.parametrize("name", FORMULAS)
def test_no_text_of_a_workbook_is_a_formula(name):
    sell(2011, 1, 5, product=ProductFactory(sku="S", name=name, stock_quantity=9))

    sheet = openpyxl.load_workbook(BytesIO(as_xlsx(top_products()))).worksheets[0]

    assert (sheet["B2"].value, sheet["B2"].data_type) == (name, "s")


def test_numbers_are_numbers_also_below_nothing():
    sell(2011, 1, 5)
    CreditNoteFactory(issued_at=sell(2011, 1, 6).placed_at, total=Decimal("-70.00"))

    found = answer(reports["monthly_trend"], Filters())

    assert ",'-" not in as_csv(found)
    sheet = openpyxl.load_workbook(BytesIO(as_xlsx(found))).worksheets[0]
    assert (sheet["C2"].value, sheet["C2"].number_format) == (20, "#,##0.00")


def test_a_workbook_says_what_was_asked_and_when():
    book = openpyxl.load_workbook(BytesIO(as_xlsx(top_products())))

    facts = dict(book["About"].iter_rows(values_only=True))
    assert (facts["Report"], facts["Period"]) == ("Top products", "all time")
    assert facts["Ranked by"] == "revenue"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\n=", "  =", "＝", "＠"])
def test_no_text_is_a_formula_whatever_it_begins_with(start):
    assert harmless(f"{start}1+1") == f"'{start}1+1"


def test_other_texts_stay_as_they_are():
    texts = ["", "a=b", "1-2", "é", "'x"]

    assert [harmless(text) for text in texts] == texts
