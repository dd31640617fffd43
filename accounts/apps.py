"""Configuration of the accounts."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Customers and staff")

    def ready(self) -> None:
        """Listen where Django and django-allauth say what happened to an account."""
        from allauth.account import signals
        from django.contrib.auth.signals import user_logged_in

        from accounts.checks import check_socket
        from accounts.hooks.arrival import end_other_sessions, record_arrival
        from accounts.hooks.confirmation import record_confirmation

        checks.register(check_socket, checks.Tags.security, deploy=True)
        signals.email_confirmed.connect(
            record_confirmation, dispatch_uid="accounts.confirmed"
        )
        user_logged_in.connect(record_arrival, dispatch_uid="accounts.arrived")
        for new_password in (
            signals.password_changed,
            signals.password_reset,
            signals.password_set,
        ):
            new_password.connect(
                end_other_sessions, dispatch_uid="accounts.new_password"
            )
