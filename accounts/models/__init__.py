"""People: users, their addresses, their logins, and the ledgers that belong to them."""

from accounts.models.addresses import Address
from accounts.models.ledgers import PointsAccount, PointsEntry, Wallet, WalletEntry
from accounts.models.logins import LoginHistory
from accounts.models.mails import AccountMail
from accounts.models.notes import CustomerNote
from accounts.models.second_factor import TotpStep
from accounts.models.users import User

__all__ = [
    "AccountMail",
    "Address",
    "CustomerNote",
    "LoginHistory",
    "PointsAccount",
    "PointsEntry",
    "TotpStep",
    "User",
    "Wallet",
    "WalletEntry",
]
