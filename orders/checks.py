"""System checks of the orders, for `check --deploy`."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import Tags, register


@register(Tags.security, deploy=True)
def no_test_payments(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn where customers could order with the test card, which moves no money."""
    if settings.TEST_PAYMENTS == "off":
        return []
    return [
        checks.Warning(
            "The test card takes orders without money.",
            hint="Set TEST_PAYMENTS=off, or leave it out.",
            id="orders.W001",
        )
    ]
