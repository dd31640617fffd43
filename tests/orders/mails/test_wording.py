"""Words with {names} in them: replaced in one pass, and nothing else."""

import pytest
from django.core.exceptions import ValidationError

from orders.mails import KINDS
from orders.mails.preview import example
from orders.mails.wording import (
    fill_in,
    one_line,
    paragraphs,
    refuse_unknown_names,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Order {number}", "Order A1"),
        ("{number}{number}", "A1A1"),
        ("{unknown} stays", "{unknown} stays"),
        ("{number.__class__}", "{number.__class__}"),
        ("{{number}}", "{A1}"),
        ("{% load log %}{{ order }}", "{% load log %}{{ order }}"),
        ("{name}", "{number}"),
    ],
)
def test_a_name_is_replaced_once_and_nothing_runs(text, shown):
    assert fill_in(text, {"number": "A1", "name": "{number}"}) == shown


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{order}", "nothing called {order} here. You can use {number} and {name}"),
        ("{number.pk}", "A curly bracket has no partner"),
        ("{% if x %}", "A curly bracket has no partner"),
        ("{{ number }}", "A curly bracket has no partner"),
        ("number}", "A curly bracket has no partner"),
    ],
)
def test_a_text_that_reaches_for_more_is_refused(text, sentence):
    with pytest.raises(ValidationError) as refused:
        refuse_unknown_names(text, ["number", "name"])

    assert sentence in " ".join(refused.value.messages)


def test_a_header_has_one_line():
    assert one_line("Order\r\nBcc: all@mail.example\n") == "Order Bcc: all@mail.example"


def test_an_empty_value_leaves_no_empty_paragraph():
    assert paragraphs("One\r\n\r\n\n  \nTwo\nlines\n\n") == ["One", "Two\nlines"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_says_the_same_as_text_and_as_html(kind):
    letter = example(kind)

    assert "{" not in letter.subject + letter.text
    assert "7Q2M4XK9TD" in letter.subject
    assert letter.html.count("display:inline-block") == 1
    for content in (letter.text, letter.html):
        assert str(kind.heading) in content
        assert ("Stoneware mug, blue" in content) is bool(kind.shows)
        assert ("£41.95" in content) is (kind.shows == "order" or kind.code in PAID)


PAID = {
    "payment_received",
    "payment_to_confirm",
    "refund_made",
    "bill_lowered",
    "pieces_taken_off",
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_default_text_names_only_what_there_is(kind):
    for text in (kind.subject, kind.body):
        refuse_unknown_names(str(text), kind.names)


@pytest.mark.django_db
def test_what_a_customer_typed_is_no_html():
    kind = KINDS["order_placed"]

    letter = example(kind, body="<script>x</script> {number}")

    assert "&lt;script&gt;x&lt;/script&gt; 7Q2M4XK9TD" in letter.html
    assert "<script>x</script> 7Q2M4XK9TD" in letter.text
