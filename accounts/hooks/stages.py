"""What stands between a right password and a session."""

from datetime import UTC, datetime
from typing import Any

from allauth.account.stages import EmailVerificationStage, LoginStage
from django.contrib import messages
from django.utils.translation import gettext as _

from accounts.models import User


class ShoppersConfirmTheirAddress(EmailVerificationStage):
    """Ask shoppers to confirm their address; staff's counts as confirmed.

    The shop made the staff's account itself, in the back office, by `createsuperuser`
    or by the demo, maybe without an address: a mail to it would lock the shop out.
    """

    def handle(self) -> tuple[Any, bool]:
        if self.login.user and self.login.user.is_staff:
            return None, True
        return super().handle()


class NothingChangedMeanwhile(LoginStage):
    """The last stage: what was right at the password still is after the code.

    A quarter of an hour may lie between. A lock, a closed account and a new password
    end all sessions, and a login that waits for its code is none yet.
    """

    key = "nothing_changed"

    def handle(self) -> tuple[Any, bool]:
        user = self.login.user
        if user is None or self._is_still_welcome(user.pk):
            return None, True
        text = _(
            "The account has changed since you entered the password. Sign in again."
        )
        messages.error(self.request, text)
        return self.abort(), False

    def _is_still_welcome(self, user_id: Any) -> bool:
        user = User.objects.filter(pk=user_id, is_active=True).first()
        if user is None or user.is_locked:
            return False
        began = datetime.fromtimestamp(self.login.initiated_at, UTC)
        return user.password_changed_at is None or user.password_changed_at <= began
