"""A new password for somebody who was sent a link."""

from accounts.models import User
from database.transactions import retry_on_conflict


@retry_on_conflict()
def replace_password(*, user: User, password: str) -> bool:
    """Set the password; False where the account is not what the link was made for.

    `user` is the row that the link was compared with. Whoever posts the same link at
    the same moment waits for the row and finds another password on it.
    """
    rows = User.objects.select_for_update()
    held = rows.filter(pk=user.pk, password=user.password, email=user.email).first()
    if held is None:
        return False
    held.change_password(password)
    return True
