"""How long what belongs to orders is kept beside them; orders themselves stay."""

from django.conf import settings
from django.utils.translation import gettext_lazy

from database.retention.periods import Period, periods
from orders.models import CheckoutKey, Mail, ProviderEvent

periods.add(
    "checkout_keys",
    Period(
        title=gettext_lazy("Checkout keys that led to no order"),
        days=settings.CHECKOUT_KEY_DAYS,
        setting="CHECKOUT_KEY_DAYS",
        # A key with an order is kept as long as the order.
        rows=lambda before: CheckoutKey.objects.filter(
            order__isnull=True, created_at__lt=before
        ),
    ),
)
periods.add(
    "mail_html",
    Period(
        title=gettext_lazy("HTML of sent mails; subject and text stay"),
        days=settings.MAIL_HTML_DAYS,
        setting="MAIL_HTML_DAYS",
        rows=lambda before: Mail.objects.filter(
            status=Mail.Status.SENT, created_at__lt=before
        ).exclude(html=""),
        blank=("html",),
    ),
)
periods.add(
    "provider_events",
    Period(
        title=gettext_lazy("Processed messages of payment providers"),
        days=settings.PROVIDER_EVENT_DAYS,
        setting="PROVIDER_EVENT_DAYS",
        rows=lambda before: ProviderEvent.objects.filter(
            handled_at__isnull=False, created_at__lt=before
        ),
    ),
)
