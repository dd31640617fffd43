"""What a mail says about the way to its order."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from orders.mails.expectations import shown_day


def how_to_open(until: datetime | None) -> str:
    """Return how the order is opened; `until` is when a guest's link ends."""
    if until is None:
        return _("It belongs to an account: sign in to see it.")
    return _(
        "The link below opens it until %(day)s. Anybody who has the link can see "
        "the order, so keep this mail to yourself. Links in earlier mails no longer "
        "work."
    ) % {"day": shown_day(timezone.localtime(until).date())}
