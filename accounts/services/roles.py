"""Roles: who got which rights, written where ops and owners find it."""

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from accounts.models import User
from database.audit.log import log_operation


def log_roles(user: User, before: Collection[str]) -> None:
    """Log the roles that a person was given or lost since they had `before`."""
    now = set(user.groups.values_list("name", flat=True))
    if now == set(before):
        return
    log_operation(
        "accounts.roles",
        _("The roles of %s were changed.") % user.username,
        level="warning",
        user=user.username,
        given=sorted(now - set(before)),
        taken=sorted(set(before) - now),
    )


def rights_of(role: Group) -> set[str]:
    """Return the names of the role's rights, such as `orders.view_order`."""
    rows = role.permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{name}" for app, name in rows}


def log_rights(role: Group, before: Collection[str]) -> None:
    """Log the rights that a role gained or lost since it had `before`."""
    now = rights_of(role)
    if now == set(before):
        return
    log_operation(
        "accounts.role",
        _("The rights of the role %s were changed.") % role.name,
        level="warning",
        role=role.name,
        given=sorted(now - set(before)),
        taken=sorted(set(before) - now),
    )


def log_removed_role(name: str) -> None:
    """Log that a role is gone."""
    log_operation(
        "accounts.role_removed",
        _("The role %s was removed.") % name,
        level="warning",
        role=name,
    )
