"""Setting up an app and a passkey, and signing in with them, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import TotpStep, User
from tests.factories import UserFactory
from tests.support.codes import backup_codes, code_of

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open sesame"


def sign_in(page: Page, user: User) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail or user name").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: not url.endswith("/account/logout/"))


@pytest.fixture
def user() -> User:
    return UserFactory(username="ada")


@pytest.fixture
def device(page: Page) -> None:
    """Give the browser a device that keeps passkeys and always sees its owner."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_an_app_is_set_up_and_opens_the_account(page, user):
    sign_in(page, user)
    page.goto("/account/security/")
    page.get_by_role("link", name="Set up an app").click()

    picture = page.get_by_alt_text("QR code with the secret for your app")
    assert picture.evaluate("img => img.naturalWidth") > 0
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("10 of 10 codes are left.")).to_be_visible()
    sign_out(page)

    TotpStep.objects.update(step=0)
    sign_in(page, user)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text(
        "is wrong, or it has already been used"
    )
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Hello, ada")).to_be_visible()


def test_a_backup_code_opens_the_account_when_the_phone_is_away(page, user):
    sign_in(page, user)
    page.goto("/account/2fa/totp/activate/")
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    shown = page.locator(".codes code").all_inner_texts()
    assert shown == backup_codes(user)
    sign_out(page)

    sign_in(page, user)
    page.get_by_label("Code").fill(shown[0])
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", name="Hello, ada")).to_be_visible()
    assert backup_codes(user) == shown[1:]


def test_a_passkey_is_added_and_opens_the_account_by_itself(page, user, device):
    sign_in(page, user)
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Backup codes")).to_be_visible()
    page.goto("/account/security/")
    expect(page.get_by_text("My phone", exact=False).first).to_be_visible()
    sign_out(page)

    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", name="Hello, ada")).to_be_visible()


def test_a_passkey_is_the_second_step_after_the_password(page, user, device):
    sign_in(page, user)
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Backup codes")).to_be_visible()
    sign_out(page)

    sign_in(page, user)
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("heading", name="Hello, ada")).to_be_visible()
