"""What people type into one line is kept without what nobody sees."""

import pytest
from django import forms

from accounts.models import Address, User
from tests.accounts.test_account_pages import PLACE
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOTHING = "\u200b\u2060\u202e"


def test_an_address_is_kept_without_them(client):
    client.force_login(UserFactory())

    client.post(
        "/account/addresses/add/",
        PLACE | {"full_name": "\u202eAda\u200b Reed", "postcode": "BA1\u2060 1AA"},
    )

    address = Address.objects.get()
    assert (address.full_name, address.postcode) == ("Ada Reed", "BA1 1AA")


@pytest.mark.parametrize("field", ["full_name", "line1", "city", "postcode"])
def test_a_part_of_them_alone_is_empty_and_refused(client, field):
    client.force_login(UserFactory())

    response = client.post("/account/addresses/add/", PLACE | {field: NOTHING})

    assert response.status_code == 422
    assert f"id_{field}" in response.content.decode()
    assert not Address.objects.exists()


def test_a_profile_is_kept_without_them(client):
    client.force_login(UserFactory())

    client.post("/account/profile/", {"first_name": NOTHING, "last_name": "Re\u00aded"})

    user = User.objects.get()
    assert (user.first_name, user.last_name) == ("", "Reed")


@pytest.mark.parametrize(
    ("field", "kept"),
    [
        (forms.CharField(), "ab"),
        (forms.EmailField(), "ab"),
        (forms.CharField(widget=forms.Textarea), "a\u200bb"),
        (forms.CharField(widget=forms.PasswordInput), "a\u200bb"),
        (forms.CharField(strip=False), "a\u200bb"),
    ],
)
def test_passwords_and_long_texts_stay_as_they_were_typed(field, kept):
    assert field.to_python("a\u200bb") == kept
