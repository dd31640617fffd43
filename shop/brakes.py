"""How often somebody may search."""

from django.utils.translation import gettext_lazy as _

from accounts.requests.guarding import guard
from database.brakes.rules import By, Kept, Rule, add

SEARCHES = add(
    Rule(
        "search.address",
        By.ADDRESS,
        most=240,
        seconds=60,
        kept=Kept.PROCESS,
        label=_("Searches, by client address"),
        sentence=_(
            "There were too many searches from your network in a short time. Please "
            "wait %(wait)s, then search again."
        ),
    )
)

guard("shop:search", "GET", SEARCHES)
