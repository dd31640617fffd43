"""How often strangers may do what costs a mail or makes an account."""

from django.utils.translation import gettext_lazy as _

from accounts.requests.guarding import guard
from database.brakes.rules import By, Rule, add

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60

_WAIT = _(
    "We received too many requests of this kind from your network in a short time. "
    "Nothing was changed. Please wait %(wait)s, then try again."
)

# Whatever makes us write to an address that somebody typed in counts here.
MAILS = add(
    Rule(
        "mails.email",
        By.EMAIL,
        most=40,
        seconds=DAY,
        label=_("Mails asked for, by e-mail address"),
        sentence=_(
            "We have sent many mails to this e-mail address today. Please check your "
            "spam folder as well, or try again in %(wait)s."
        ),
    )
)
SIGN_UPS = add(
    Rule(
        "sign_up.address",
        By.ADDRESS,
        most=30,
        seconds=10 * MINUTE,
        label=_("Sign-ups, by client address"),
        sentence=_WAIT,
    )
)
SIGN_UPS_A_DAY = add(
    Rule(
        "sign_up.address_day",
        By.ADDRESS,
        most=200,
        seconds=DAY,
        label=_("Sign-ups in a day, by client address"),
        sentence=_WAIT,
    )
)
SIGN_UP_MAILS = add(
    Rule(
        "sign_up.email",
        By.EMAIL,
        most=10,
        seconds=HOUR,
        label=_("Sign-ups, by e-mail address"),
        sentence=_(
            "There were too many sign-ups with this e-mail address. Please wait "
            "%(wait)s, then try again."
        ),
    )
)
RESETS = add(
    Rule(
        "reset.address",
        By.ADDRESS,
        most=30,
        seconds=10 * MINUTE,
        label=_("Forgotten passwords, by client address"),
        sentence=_WAIT,
    )
)
RESET_MAILS = add(
    Rule(
        "reset.email",
        By.EMAIL,
        most=6,
        seconds=15 * MINUTE,
        label=_("Forgotten passwords, by e-mail address"),
        sentence=_(
            "We have sent several links to this e-mail address just now. Please use "
            "the newest one, or ask for another in %(wait)s."
        ),
    )
)
LOGINS = add(
    Rule(
        "login.address",
        By.ADDRESS,
        most=600,
        seconds=10 * MINUTE,
        label=_("Logins, by client address"),
        sentence=_(
            "There were too many logins from your network in a short time. Please "
            "wait %(wait)s, then try again."
        ),
    )
)
NEW_EMAILS = add(
    Rule(
        "emails.visitor",
        By.VISITOR,
        most=20,
        seconds=HOUR,
        label=_("Changes of e-mail addresses, by account"),
        sentence=_(
            "You have changed your e-mail addresses too often in a short time. "
            "Please wait %(wait)s, then try again."
        ),
    )
)

guard("account_signup", "POST", SIGN_UPS, SIGN_UPS_A_DAY, SIGN_UP_MAILS, MAILS)
guard("account_reset_password", "POST", RESETS, RESET_MAILS, MAILS)
guard("account_login", "POST", LOGINS)
guard("account_email", "POST", NEW_EMAILS, MAILS)
