"""Write the secrets of second factors anew, with the first of MFA_KEYS."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.second_factor import ciphers
from accounts.services.keys import count_secrets, rotate_secrets, unreadable
from database.commands import Finding, OpsCommand, Result


class Command(OpsCommand):
    help = (
        "Encrypt the secrets of apps and backup codes with the first of MFA_KEYS, so "
        "that older keys can go. Example: manage.py rotate_mfa_keys --dry-run"
    )
    schema = "rotate_mfa_keys/1"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="Count them and write nothing."
        )

    def run(self, *, database: str, dry_run: bool, **options: Any) -> Result:
        keys = ciphers()
        lost = unreadable(keys, using=database)
        kept = count_secrets(using=database)
        rotated = 0 if dry_run else rotate_secrets(keys, using=database)
        text = (
            ngettext("%d secret is kept.", "%d secrets are kept.", kept) % kept
            if dry_run
            else ngettext(
                "%d secret is written anew.", "%d secrets are written anew.", rotated
            )
            % rotated
        )
        return Result(
            data={"secrets": kept, "rotated": rotated, "unreadable": len(lost)},
            findings=[_lost(lost)] if lost else [],
            verdict=text,
        )


def _lost(names: list[str]) -> Finding:
    return Finding(
        id="accounts.unreadable_secret",
        severity="critical",
        object=names[:20],
        message=_("None of MFA_KEYS opens the second factors of: %s.")
        % ", ".join(names[:20]),
        measured=len(names),
        threshold=0,
        fix=_("Add the key that wrote them, or reset the second factors."),
        command="manage.py reset_second_factor USERNAME",
    )
