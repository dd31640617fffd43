"""Everything a payment goes through, in one list.

Between any two of them the process may die. Whatever was not committed never was; what
the provider did is found again under the reference it was asked with; what is left to
do stands in the outbox. So each step may be taken again, and none takes money twice.
"""

from enum import Enum

import structlog

logger = structlog.get_logger(__name__)


class Step(Enum):
    """The steps of a charge, from the order to the customer's mail, in their order."""

    OPENED = "charge and its message are written beside the order"
    ASKING = "the order is committed; the provider is about to be asked"
    ANSWERED = "the provider took the money and answered"
    RECORDED = "the entry is written, its order confirmed, nothing committed"
    COMMITTED = "entry and order are committed"


class RefundStep(Enum):
    """The steps of a refund that a provider carries out."""

    GRANTED = "refund, credit note and message are written"
    ASKING = "the refund is committed; the provider is about to be asked"
    ANSWERED = "the provider sent the money and answered"
    RECORDED = "the entry is written, nothing committed"
    COMMITTED = "the entry is committed"


class EventStep(Enum):
    """The steps of what a provider tells us by itself."""

    STORED = "the event is stored under its own id, nothing committed"
    ACTING = "the event is committed; it is about to be acted on"
    APPLIED = "entry and outcome are written, nothing committed"
    COMMITTED = "entry and outcome are committed"


def passing(step: Step | RefundStep | EventStep, reference: str) -> None:
    """Write down that a payment got this far."""
    logger.debug("payment_step", step=step.name, of=type(step).__name__, ref=reference)
