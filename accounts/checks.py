"""System checks of accounts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning  # noqa: A004


def check_socket(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a socket file behind which no visitor has an address."""
    if not settings.BIND.startswith("unix:") or settings.TRUSTED_PROXIES:
        return []
    text = (
        "BIND is a socket file and TRUSTED_PROXIES is empty: no visitor has a client "
        "address, so limits by client address apply to nobody, or to everybody at "
        "once."
    )
    hint = (
        "Set TRUSTED_PROXIES=127.0.0.1 and let the web server set X-Forwarded-For. "
        "Anything that may open the socket file then counts as a proxy."
    )
    return [Warning(text, hint=hint, id="accounts.W001")]
