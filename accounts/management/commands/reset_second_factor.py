"""Help somebody who lost phone and backup codes."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.models.users import fold
from accounts.services.keys import reset_second_factor
from database.commands import OpsCommand, Refused, Result, UsageError


class Command(OpsCommand):
    help = (
        "Remove somebody's app, passkeys and backup codes, and sign them out. Make "
        "sure who asks for it. Example: manage.py reset_second_factor ada"
    )
    schema = "reset_second_factor/1"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("username", help="Whose second factors.")

    def run(self, *, username: str, database: str, **options: Any) -> Result:
        if database != "default":
            raise Refused(_("Accounts are changed in the default database only."))
        user = User.objects.filter(username=fold(username)).first()
        if user is None:
            raise UsageError(_("There is no user %r.") % username)
        removed = reset_second_factor(user=user)
        text = ngettext(
            "%d second factor is removed.", "%d second factors are removed.", removed
        )
        return Result(data={"removed": removed}, verdict=text % removed)
