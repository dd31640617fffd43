"""Notes that staff leave on an order."""

from uuid import UUID

from django.utils.translation import gettext as _

from database.transactions import retry_on_conflict
from orders.errors import OrderError
from orders.models import OrderNote


@retry_on_conflict()
def write_note(*, order_id: UUID, text: str) -> OrderNote:
    """Leave a note for colleagues. Raises OrderError if it says nothing."""
    text = text.strip()
    if not text:
        raise OrderError(_("The note is empty. Write something, then save it."))
    return OrderNote.objects.create(order_id=order_id, text=text)
