"""What happens in the demo on the day it is made, by the services that a shop has.

Staff act in their own names. Services are called without their retries: everything is
a part of the transaction that makes the demo.
"""

from orders.demo.examples import counter, money, office, parcels
from orders.demo.examples.money import statement_to_match
from orders.demo.examples.stage import Stage

__all__ = ["Stage", "act_out", "statement_to_match"]


def act_out(stage: Stage) -> None:
    """Let each member of staff do a bit of their day's work."""
    counter.act_out(stage)
    parcels.act_out(stage)
    money.act_out(stage)
    office.act_out(stage)
