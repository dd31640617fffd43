"""The mails that went out, and their texts."""

from orders.admin.mails import mails, texts

__all__ = ["mails", "texts"]
