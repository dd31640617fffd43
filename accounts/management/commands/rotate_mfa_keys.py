"""Write the secrets of second factors again, with the first of MFA_KEYS."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "rotate_mfa_keys"
