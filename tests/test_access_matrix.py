"""Who may open what: every address outside the back office, by role and method.

The back office has a table of its own in `tests/admin/test_access.py`. An address that
stands in neither fails the test.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.files.storage import default_storage
from django.template import engines
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Address
from orders.providers.rehearsal import Asked
from shop.models import Picture
from shop.services.pictures import reencode
from tests.factories import (
    CategoryFactory,
    OrderFactory,
    ProductFactory,
    StaffFactory,
    UserFactory,
)
from tests.shop.test_pictures import picture
from tests.support.codes import with_app
from tests.support.thoroughly import thorough_but

pytestmark = pytest.mark.django_db
ROLES = ("guest", "customer", "stranger", "staff")

# Statuses of GET/POST. The order and the address belong to `customer`; `stranger` is
# another customer. POST comes without any field. "with key" is a guest's signed link.
TABLE = """
healthz                              /healthz                               200/405 200/405 200/405 200/405
readyz                               /readyz                                200/405 200/405 200/405 200/405
metrics                              /metrics                               200/405 200/405 200/405 200/405
media                                /media/products/a.webp                 200/405 200/405 200/405 200/405
admin_reports                        /admin/reports/                        302/302 302/302 302/302 200/405
admin_report                         /admin/reports/monthly_trend/          302/302 302/302 302/302 200/405
overview                             /account/                              302/302 200/405 200/405 200/405
profile                              /account/profile/                      302/302 200/200 200/200 200/200
addresses                            /account/addresses/                    302/302 200/405 200/405 200/405
address_add                          /account/addresses/add/                302/302 200/200 200/200 200/200
address_edit                         /account/addresses/{address}/          302/302 200/200 404/404 404/404
address_delete                       /account/addresses/{address}/remove/   302/302 200/302 404/404 404/404
security                             /account/security/                     302/302 200/405 200/405 200/405
sessions                             /account/sessions/                     302/302 200/405 200/405 200/405
session_end                          /account/sessions/{session}/end/       302/302 200/302 404/404 404/404
sessions_end_others                  /account/sessions/end-others/          302/302 200/302 200/302 200/302
email_remove                         /account/email/{email}/remove/         302/302 200/405 404/405 404/405
logins                               /account/logins/                       302/302 200/405 200/405 200/405
not_me                               /account/not-me/forged/                404/404 404/404 404/404 404/404
mfa_index                            /account/2fa/                          302/302 302/302 302/302 302/302
mfa_authenticate                     /account/2fa/authenticate/             302/302 302/302 302/302 302/302
mfa_reauthenticate                   /account/2fa/reauthenticate/           302/302 200/200 302/302 302/302
mfa_activate_totp                    /account/2fa/totp/activate/            302/302 302/302 302/302 302/302
mfa_deactivate_totp                  /account/2fa/totp/deactivate/          302/302 302/302 404/404 404/404
mfa_view_recovery_codes              /account/2fa/recovery-codes/           302/302 302/405 404/405 404/405
mfa_generate_recovery_codes          /account/2fa/recovery-codes/generate/  302/302 302/302 302/302 302/302
mfa_download_recovery_codes          /account/2fa/recovery-codes/download/  302/302 302/302 404/404 404/404
mfa_list_webauthn                    /account/2fa/webauthn/                 302/302 302/302 302/302 302/302
mfa_add_webauthn                     /account/2fa/webauthn/add/             302/302 302/302 302/302 302/302
mfa_reauthenticate_webauthn          /account/2fa/webauthn/reauthenticate/  302/302 302/302 302/302 302/302
mfa_remove_webauthn                  /account/2fa/webauthn/keys/1/remove/   302/302 302/302 302/302 302/302
mfa_edit_webauthn                    /account/2fa/webauthn/keys/1/edit/     302/302 302/302 302/302 302/302
mfa_login_webauthn                   /account/2fa/webauthn/login/           302/302 302/302 302/302 302/302
account_login                        /account/login/                        200/200 302/302 302/302 302/302
account_logout                       /account/logout/                       302/302 200/302 200/302 200/302
account_inactive                     /account/inactive/                     200/405 200/405 200/405 200/405
account_signup                       /account/signup/                       200/200 302/302 302/302 302/302
account_reauthenticate               /account/reauthenticate/               302/302 302/302 200/200 200/200
account_email                        /account/email/                        302/302 200/302 200/302 200/302
account_email_verification_sent      /account/confirm-email/                200/405 200/405 200/405 200/405
account_change_password              /account/password/change/              302/302 200/200 200/200 200/200
account_set_password                 /account/password/set/                 302/302 302/302 302/302 302/302
account_reset_password               /account/password/reset/               200/200 200/200 200/200 200/200
account_confirm_login_code           /account/login/code/confirm/           302/302 302/302 302/302 302/302
account_confirm_email                /account/confirm-email/forged/         200/404 200/404 200/404 200/404
account_reset_password_from_key_done /account/password/reset/key/done/      200/405 200/405 200/405 200/405
account_reset_password_from_key      /account/password/reset/key/1-forged/  200/200 200/200 200/200 200/200
account_reset_password_done          /account/password/reset/done/          200/405 200/405 200/405 200/405
basket                               /basket/                               200/405 200/405 200/405 200/405
basket_add                           /basket/add/                           405/404 405/404 405/404 405/404
basket_update                        /basket/update/                        405/404 405/404 405/404 405/404
checkout                             /checkout/                             302/302 302/302 302/302 302/302
order                                /orders/{order}/                       404/405 200/405 404/405 200/405
order                                /orders/{guest_order}/                 404/405 404/405 404/405 200/405
find                                 /orders/find/                          200/422 200/422 200/422 200/422
order                                /orders/{guest_order}/?key={key}       302/405 302/405 302/405 302/405
order                                /orders/{order}/?key={key}             404/405 302/405 404/405 302/405
cancel                               /orders/{guest_order}/cancel/          404/404 404/404 404/404 200/302
cancel                               /orders/{order}/cancel/                404/404 200/302 404/404 200/302
cancel                               /orders/{guest_order}/cancel/?key={key} 302/302 302/302 302/302 302/409
return                               /orders/{order}/return/                404/404 302/422 404/404 302/422
return                               /orders/{guest_order}/return/          404/404 404/404 404/404 302/422
return                               /orders/{guest_order}/return/?key={key} 302/422 302/422 302/422 302/422
rehearsal                            /payments/test_card/confirm/{asked}/   200/422 200/422 200/422 200/422
rehearsal                            /payments/test_card/confirm/forged/    404/404 404/404 404/404 404/404
provider_events                      /payments/test_card/events/            405/400 405/400 405/400 405/400
provider_events                      /payments/nobody/events/               405/404 405/404 405/404 405/404
order_list                           /account/orders/                       302/302 200/405 200/405 200/405
home                                 /                                      200/405 200/405 200/405 200/405
category                             /c/{category}/                         200/405 200/405 200/405 200/405
product                              /p/{product}/                          200/405 200/405 200/405 200/405
search                               /search/                               200/405 200/405 200/405 200/405
favicon                              /favicon.ico                           302/405 302/405 302/405 302/405
picture                              /media/card/products/a.webp            200/405 200/405 200/405 200/405
"""  # noqa: E501


@pytest.fixture(autouse=True)
def templates_of_unfold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the report page's frame name variables that are not there."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.fixture
def rows() -> dict[str, Any]:
    """Return what the addresses are about."""
    shelf = CategoryFactory()
    pen = ProductFactory(category=shelf, stock_quantity=50)
    stored = default_storage.save("products/a.webp", reencode(picture(), size=1))
    Picture.objects.create(product=pen, image=stored)
    owner = UserFactory()
    guest_order = OrderFactory(customer=None, lines={pen.pk: 1}, email="a@b.example")
    fields = {"login": owner.username, "password": "open sesame"}
    Client().post("/account/login/", fields)
    with_app(owner)
    return {
        "customer": owner,
        "email": EmailAddress.objects.create(user=owner, email="b@c.example").pk,
        "session": UserSession.objects.get(user=owner).pk,
        "stranger": UserFactory(),
        "staff": StaffFactory(),
        "order": OrderFactory(customer=owner, lines={pen.pk: 1}).number,
        "guest_order": guest_order.number,
        "key": guest_order.guest_key,
        "asked": Asked(guest_order.number, "order-x", "20.00", "GBP").token,
        "address": Address.objects.create(user=owner, line1="1 Quay Street").pk,
        "category": shelf.slug,
        "product": pen.slug,
    }


def as_role(rows: dict[str, Any], role: str) -> Client:
    client = Client()
    if role != "guest":
        client.force_login(rows[role])
    return client


def expected() -> Iterator[tuple[str, str, list[str]]]:
    """Yield the name of an address, the address, and its statuses by role."""
    for line in TABLE.strip().splitlines():
        name, address, *statuses = line.split()
        yield name, address, statuses


def address_names(patterns: Any = None) -> Iterator[str]:
    """Yield the name of every address outside the back office."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver) and str(pattern.pattern) != "admin/":
            yield from address_names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name


def answers(client: Client, address: str) -> str:
    """Return the statuses of GET and POST."""
    got, posted = client.get(address), client.post(address)
    if got.streaming:
        b"".join(got.streaming_content)
    return f"{got.status_code}/{posted.status_code}"


def test_every_address_stands_in_the_table():
    assert {name for name, *_ in expected()} == set(address_names())


@pytest.mark.parametrize("role", thorough_but(["guest", "stranger"], ROLES))
def test_a_role_gets_what_the_table_says(role, rows):
    column = ROLES.index(role)

    surprises = {
        address: (got, statuses[column])
        for _, address, statuses in expected()
        if (got := answers(as_role(rows, role), address.format(**rows)))
        != statuses[column]
    }

    assert surprises == {}
