"""A row for every kind of mail, so that staff find them all in one list."""

from typing import Any

from django.apps import apps as installed
from django.db import router

from orders.mails.kinds import KINDS


def make_mail_texts(*, using: str = "default", **kwargs: Any) -> None:
    """Add the rows that are missing, after every `migrate` and flush.

    By no migration: a later version brings kinds of its own. An empty row is the
    default text, so nothing that staff wrote is touched.
    """
    known = kwargs.get("apps", installed)
    try:
        model = known.get_model("orders", "MailText")
    except LookupError:
        return  # migrated back to before there were any
    if not router.allow_migrate_model(using, model):
        return
    rows = model.objects.using(using)
    missing = KINDS.keys() - set(rows.values_list("kind", flat=True))
    rows.bulk_create([model(kind=kind) for kind in sorted(missing)])
