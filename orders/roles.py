"""The roles of the back office: one table, `ROLES`.

Whoever brings a new permission adds its name to the roles that need it. A name that no
model declares fails `tests/admin/test_roles.py`, and so does a permission of our own
that no role but the owner's has and `OWNERS_ALONE` does not name: money, personal data
and the database are never granted by accident, and never forgotten.

The groups are made after every `migrate` and not by a data migration: permissions are
rows that Django itself makes only then, so a migration finds none of them in a new
database; later versions of the shop bring new permissions, which reach the roles this
way without a migration each; and the roles are there again after a flush.

What is missing is added and nothing is taken away, so a shop may give a role more. For
a role with less, make a group of your own.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.db import router

EVERYTHING = "*"
VERBS = ("view", "add", "change", "delete")

# Who the customer is and what they bought. Where it goes is for those who pack or
# talk to customers; addresses and logins behind an account are personal data, and the
# takings of the shop are money: permissions of their own.
_SEES_ORDERS = ("orders.view_order", "orders.view_creditnote")
_SEES_PRODUCTS = ("shop.view_product", "shop.view_category", "shop.view_picture")
_SEES_BALANCES = (
    "accounts.view_pointsaccount",
    "accounts.view_pointsentry",
    "accounts.view_wallet",
    "accounts.view_walletentry",
)

ROLES: dict[str, tuple[str, ...]] = {
    "owner": (EVERYTHING,),
    # Talks to customers: helps with their accounts, cancels and moves orders.
    "support": (
        *_SEES_ORDERS,
        *_SEES_PRODUCTS,
        *_SEES_BALANCES,
        "accounts.view_user",
        "accounts.change_user",
        "accounts.verify_user",
        "accounts.unlock_user",
        "accounts.view_personal_data",
        "accounts.view_customernote",
        "accounts.add_customernote",
        "orders.view_recipient",
        "orders.cancel_order",
        "orders.transfer_order",
        "orders.place_order",
        "orders.note_order",
        "orders.view_paymententry",
        "orders.view_refund",
        "orders.view_return",
        "orders.handle_return",
        "accounts.view_accountmail",
        "orders.view_mail",
        "orders.resend_mail",
    ),
    # Packs: takes orders from placed to delivered, and counts what is on the shelves.
    "fulfilment": (
        "orders.view_order",
        "orders.view_recipient",
        "orders.fulfil_order",
        "orders.note_order",
        "orders.view_return",
        "orders.handle_return",
        *_SEES_PRODUCTS,
        "shop.view_stockmovement",
        "shop.adjust_stock",
    ),
    # Books what comes in and pays out what goes back; sees people by name only.
    "accounting": (
        *_SEES_ORDERS,
        *_SEES_BALANCES,
        "accounts.view_user",
        "orders.view_reports",
        "orders.note_order",
        "orders.view_paymententry",
        "orders.capture_payment",
        "orders.view_refund",
        "orders.refund_payment",
        "orders.view_return",
        "orders.view_bankstatement",
        "orders.view_bankline",
        "orders.import_statement",
        "orders.view_providerevent",
        "orders.replay_event",
    ),
    "catalogue": (
        *(
            f"shop.{verb}_{model}"
            for model in ("category", "product", "picture", "productfamily")
            for verb in VERBS
        ),
        *(f"taggit.{verb}_tag" for verb in VERBS),
        "shop.view_stockmovement",
        "shop.adjust_stock",
    ),
    # Keeps the machine running: sees no customer and no price.
    "ops": (
        "database.view_ops",
        "database.run_ops",
        "database.view_auditentry",
        "database.view_outboxmessage",
        "database.change_outboxmessage",
        "database.view_checks",
        "database.run_checks",
        "database.repair_checks",
        *(f"database.{verb}_schedule" for verb in VERBS),
        "database.view_brakecount",
        "database.view_blockedaddress",
        "database.block_address",
    ),
}

# With these somebody could make themselves the owner.
OWNERS_ALONE = ("accounts.manage_staff",)


def make_roles(*, using: str = "default", **kwargs: Any) -> None:
    """Create the groups where they are missing and grant them what they lack."""
    group_model = apps.get_model("auth", "Group")
    if not router.allow_migrate_model(using, group_model):
        return
    for config in apps.get_app_configs():
        # Other apps may migrate after this one; their permissions are needed now.
        create_permissions(config, verbosity=0, using=using)
    known = known_permissions(using=using)
    for name, wanted in ROLES.items():
        group, _created = group_model.objects.using(using).get_or_create(name=name)
        names = known.keys() if EVERYTHING in wanted else wanted
        # What is not there (an app left out, a table not migrated yet) comes later.
        group.permissions.add(*(known[name] for name in names if name in known))


def known_permissions(*, using: str = "default") -> dict[str, Any]:
    """Return every permission by its name, such as `orders.view_order`."""
    rows = apps.get_model("auth", "Permission").objects.using(using)
    rows = rows.select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}": row for row in rows}
