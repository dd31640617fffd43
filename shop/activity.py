"""Remembering what customers do, without a page ever waiting for it."""

from uuid import UUID

from database.context import current_actor
from database.queue.write_behind import WriteBehind
from shop.models import Activity

recorder = WriteBehind(Activity)


def record(
    kind: Activity.Kind, *, product_id: UUID | None = None, text: str = ""
) -> None:
    """Remember that the signed-in customer does this; guests are not followed."""
    user_id = current_actor().user_id
    if user_id is None:
        return
    words = " ".join(text.split())[: Activity.LONGEST_TEXT]
    recorder.put(
        Activity(user_id=user_id, kind=kind, product_id=product_id, text=words)
    )
