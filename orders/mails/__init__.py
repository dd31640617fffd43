"""Mails about orders: asked for in a transaction, sent after it, kept in a log."""

from orders.mails.kinds import KINDS, Kind
from orders.mails.queueing import mail, prepare, prepare_queued, send_again
from orders.mails.sending import as_message, compose, send

__all__ = [
    "KINDS",
    "Kind",
    "as_message",
    "compose",
    "mail",
    "prepare",
    "prepare_queued",
    "send",
    "send_again",
]
