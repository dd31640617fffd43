"""What one click cannot take back is asked about first."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession

from accounts.models import Address
from tests.accounts.test_logins import CHROME, log_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def customer(client):
    user = UserFactory()
    client.force_login(user)
    return user


def text_of(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_removing_an_address_is_asked_with_the_address(client, customer):
    row = Address.objects.create(user=customer, line1="1 Quay Street", city="Hull")

    page = text_of(client.get(f"/account/addresses/{row.pk}/remove/"))

    assert "<h1>Remove this address?</h1>" in page
    assert "1 Quay Street" in page
    assert 'href="/account/addresses/">Change nothing</a>' in page
    assert Address.objects.get() == row


def test_the_list_of_addresses_removes_nothing_itself(client, customer):
    row = Address.objects.create(user=customer, line1="1 Quay Street", city="Hull")

    page = text_of(client.get("/account/addresses/"))

    assert f'<a href="/account/addresses/{row.pk}/remove/">Remove<' in page
    assert "<form method" not in page


def test_signing_a_device_out_is_asked_with_its_name():
    user = UserFactory()
    other, here = log_in(user, agent=CHROME), log_in(user)
    session = UserSession.objects.get(session_key=other.session.session_key)

    page = text_of(here.get(f"/account/sessions/{session.pk}/end/"))

    assert "<h1>Sign out Chrome on Linux?</h1>" in page
    assert other.get("/account/").status_code == 200


def test_signing_all_others_out_is_asked():
    user = UserFactory()
    other, here = log_in(user), log_in(user)

    page = text_of(here.get("/account/sessions/end-others/"))

    assert "<h1>Sign out all other devices?</h1>" in page
    assert other.get("/account/").status_code == 200


def emails(user, *second):
    """Give the user a confirmed address, and perhaps a second; return the last."""
    own = EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    rows = [EmailAddress.objects.create(user=user, email=email) for email in second]
    return [own, *rows][-1]


def test_the_only_address_offers_nothing_that_makes_no_sense(client, customer):
    emails(customer)

    page = text_of(client.get("/account/email/"))

    assert "Confirmed. We write to this one." in page
    for word in ("Remove<", "Send the confirmation again", "Write to this one<"):
        assert word not in page


def test_an_unconfirmed_second_address_can_be_confirmed_or_removed(client, customer):
    second = emails(customer, "second@shop.example")

    page = text_of(client.get("/account/email/"))

    assert "Not confirmed yet." in page
    assert page.count("Send the confirmation again<") == 1
    assert f'<a href="/account/email/{second.pk}/remove/">Remove<' in page
    assert "Write to this one<" not in page


def test_a_confirmed_second_address_can_become_the_first(client, customer):
    emails(customer, "second@shop.example")
    EmailAddress.objects.update(verified=True)

    page = text_of(client.get("/account/email/"))

    assert page.count("Write to this one<") == 1
    assert "Send the confirmation again" not in page


def test_removing_an_email_address_is_asked_and_posts_what_was_asked(client, customer):
    second = emails(customer, "second@shop.example")

    page = text_of(client.get(f"/account/email/{second.pk}/remove/"))

    assert "<h1>Remove second@shop.example?</h1>" in page
    assert 'action="/account/email/"' in page
    assert '<input type="hidden" name="email" value="second@shop.example">' in page
    assert '<input type="hidden" name="action_remove" value="1">' in page
    assert EmailAddress.objects.count() == 2


def test_the_address_we_write_to_is_not_removed(client, customer):
    own = emails(customer)
    client.post("/account/reauthenticate/", {"password": "open sesame"})

    asked = client.get(f"/account/email/{own.pk}/remove/")
    fields = {"email": own.email, "action_remove": "1"}
    page = client.post("/account/email/", fields, follow=True).content.decode()

    assert asked["Location"] == "/account/email/"
    assert "so it cannot be removed. Choose another address first." in page
    assert EmailAddress.objects.get() == own


def test_the_address_of_another_is_not_asked_about(client, customer):
    theirs = emails(UserFactory(), "theirs@shop.example")

    assert client.get(f"/account/email/{theirs.pk}/remove/").status_code == 404
