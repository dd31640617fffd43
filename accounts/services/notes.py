"""Remarks of staff about customers."""

from uuid import UUID

from accounts.models import CustomerNote
from database.transactions import retry_on_conflict


@retry_on_conflict()
def add_note(*, user_id: UUID, text: str) -> CustomerNote:
    """Write a remark down; who acts is its author."""
    return CustomerNote.objects.create(user_id=user_id, text=text)
