"""What ops can run of accounts."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.hooks.second_factor import ciphers
from accounts.models import User
from accounts.models.users import fold
from accounts.services import keys as second_factors
from database.ops.command import Finding, Refused, Result, UsageError
from database.ops.operation import Operation, Option, dry_run_option, register


def reset_second_factor(*, using: str, username: str) -> Result:
    """Remove somebody's second factors, and sign them out."""
    if using != "default":
        raise Refused(_("Accounts are changed in the default database only."))
    user = User.objects.filter(username=fold(username)).first()
    if user is None:
        raise UsageError(_("There is no user %r.") % username)
    removed = second_factors.reset_second_factor(user=user)
    text = ngettext(
        "%d second factor is removed.", "%d second factors are removed.", removed
    )
    return Result(data={"removed": removed}, verdict=text % removed)


def rotate_mfa_keys(*, using: str, dry_run: bool = False) -> Result:
    """Write the secrets of second factors again, with the first of MFA_KEYS."""
    keys = ciphers()
    lost = second_factors.unreadable(keys, using=using)
    kept = second_factors.count_secrets(using=using)
    rotated = 0 if dry_run else second_factors.rotate_secrets(keys, using=using)
    text = (
        ngettext("%d secret stays as it is.", "%d secrets stay as they are.", kept)
        % kept
        if dry_run
        else ngettext(
            "%d secret is encrypted again.", "%d secrets are encrypted again.", rotated
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
        message=_("No key in MFA_KEYS can read the second factors of: %s.")
        % ", ".join(names[:20]),
        measured=len(names),
        threshold=0,
        fix=_("Add the key that wrote them, or reset the second factors."),
        command="manage.py reset_second_factor USERNAME",
    )


register(
    Operation(
        name="reset_second_factor",
        title=gettext_lazy("Reset second factors"),
        description=gettext_lazy(
            "Remove somebody's app, passkeys and backup codes, and sign them "
            "out on all devices. First make sure that it is really them who "
            "asks."
        ),
        for_shell=gettext_lazy("Example: manage.py reset_second_factor ada"),
        run=reset_second_factor,
        options=(
            Option(
                "username",
                help=gettext_lazy("Whose second factors."),
                positional=True,
            ),
        ),
        shell_only=gettext_lazy(
            "It opens an account to anybody who knows its password, so it can only "
            "be done in a shell."
        ),
    )
)
register(
    Operation(
        name="rotate_mfa_keys",
        title=gettext_lazy("Second factor keys"),
        description=gettext_lazy(
            "Encrypt the secrets of apps and backup codes with the first key "
            "in MFA_KEYS, so that older keys can be removed."
        ),
        for_shell=gettext_lazy("Example: manage.py rotate_mfa_keys --dry-run"),
        run=rotate_mfa_keys,
        options=(dry_run_option(gettext_lazy("Count them and write nothing.")),),
    )
)
