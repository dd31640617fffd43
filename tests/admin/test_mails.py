"""The log of mails and their texts, in the back office."""

import pytest
from django.core import mail as django_mail
from django.urls import reverse

from database.models import AuditEntry
from orders.models import Mail, MailText
from tests.admin.conftest import sentences
from tests.factories import OrderFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def text():
    return MailText.objects.get(kind="order_confirmed")


def page(name, row, *more):
    model = type(row)._meta.model_name
    return reverse(f"admin:orders_{model}_{name}", args=[row.pk, *more])


def filled(client, text, **changes):
    """Return the form as the page shows it, with changes."""
    form = client.get(page("change", text)).context["adminform"].form
    return {name: form.initial[name] for name in form.fields} | changes


def test_the_log_shows_what_the_customer_read(owner):
    order = OrderFactory(full_name="<i>Ada</i>")
    row = Mail.objects.get()

    shown = owner.get(page("change", row)).content.decode()

    assert f"Your order {order.number} at Kontor" in shown
    assert "Send a copy" in shown
    assert "<i>Ada</i>" not in shown


def test_a_mail_that_waits_is_shown_escaped_too(owner):
    """It is written anew for the page, and is no part of the page."""
    OrderFactory()
    Mail.objects.update(status="queued", text="", html="")

    shown = owner.get(page("change", Mail.objects.get())).content.decode()

    assert "&lt;!DOCTYPE html&gt;" in shown
    assert "Try again now" in shown


def test_a_copy_is_sent_from_the_list_and_from_the_page(owner):
    OrderFactory()
    row = Mail.objects.get()
    chosen = {"action": "resend", "_selected_action": [row.pk]}

    answer = owner.post(reverse("admin:orders_mail_changelist"), chosen, follow=True)
    again = owner.post(page("again", row), follow=True)

    assert "A copy of 1 mail is sent" in sentences(answer)
    assert "less than a minute ago" in sentences(again)
    assert len(django_mail.outbox) == 2
    assert AuditEntry.objects.filter(operation="orders.resend_mail").count() == 1


def test_who_may_only_read_sends_nothing(as_role):
    OrderFactory()

    answer = as_role("catalogue").post(page("again", Mail.objects.get()))

    assert answer.status_code == 403
    assert len(django_mail.outbox) == 1


def test_mails_are_found_by_order_and_by_address(owner):
    order = OrderFactory(customer=None, email="ada@mail.example")
    OrderFactory(customer=None, email="ben@mail.example")
    url = reverse("admin:orders_mail_changelist")

    for words in (order.number.lower(), "ADA@"):
        found = owner.get(url, {"q": words}).context["cl"].queryset
        assert [row.order for row in found] == [order]


def test_staff_write_their_own_words(owner, text):
    words = {"subject": "Soon: {number}", "body": "Hello {name}"}
    owner.post(page("change", text), filled(owner, text, **words))

    text.refresh_from_db()
    assert (text.subject, text.body) == ("Soon: {number}", "Hello {name}")
    logged = AuditEntry.objects.get(operation="orders.mail_text")
    assert logged.details["body"] == "Hello {name}"
    assert "Hello Ada Byron" in owner.get(page("change", text)).content.decode()


@pytest.mark.parametrize("body", ["{customer}", "{% now 'Y' %}", "{{ order.pk }}", "{"])
def test_words_that_reach_for_more_are_refused(owner, text, body):
    answer = owner.post(page("change", text), filled(owner, text, body=body))

    assert answer.status_code == 200
    assert "bo-error" in answer.content.decode()
    text.refresh_from_db()
    assert not text.is_changed


def test_words_that_are_the_defaults_stay_the_default(owner, text):
    owner.post(page("change", text), filled(owner, text))

    text.refresh_from_db()
    assert not text.is_changed


def test_a_preview_saves_nothing(owner, text):
    fields = filled(owner, text, body="Dear {name}, soon.")

    shown = owner.post(page("preview", text), fields).content.decode()
    wrong = owner.post(page("preview", text), {**fields, "body": "{nobody}"})

    assert "Dear Ada Byron, soon." in shown
    assert "nothing called {nobody} here" in wrong.content.decode()
    text.refresh_from_db()
    assert not text.is_changed


def test_a_preview_opens_beside_the_words_that_are_not_saved(owner, text):
    form = owner.get(page("change", text)).content.decode()

    preview = form[form.index(page("preview", text)) :]
    assert preview[: preview.index(">")].endswith('formtarget="_blank"')


def test_the_default_comes_back(owner, text):
    owner.post(page("change", text), filled(owner, text, body="Hello"))

    answer = owner.post(page("reset", text), follow=True)

    assert "default text again" in sentences(answer)
    text.refresh_from_db()
    assert not text.is_changed


def test_a_save_over_a_colleagues_words_is_refused(owner, text):
    stale = filled(owner, text, body="Mine")
    owner.post(page("change", text), filled(owner, text, body="Theirs"))

    answer = owner.post(page("change", text), stale)

    assert "Somebody else has changed this text" in answer.content.decode()
    text.refresh_from_db()
    assert text.body == "Theirs"
