"""Which files each module is, and which tests hold it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """Files, of some the names that are tried alone, and the tests that may notice."""

    files: tuple[str, ...]
    tests: tuple[str, ...]
    only: tuple[str, ...] = ()


PAYMENTS = "tests/orders/payments/test_"
LEDGER_TESTS = (
    f"{PAYMENTS}amounts.py",
    f"{PAYMENTS}entries.py",
)
REFUND_TESTS = (
    "tests/orders/test_refundable.py",
    f"{PAYMENTS}granting.py",
    f"{PAYMENTS}refund_rules.py",
    f"{PAYMENTS}refunds.py",
    f"{PAYMENTS}credit_notes.py",
)
POINTS = (
    "EARNED",
    "SPENT",
    "open_missing_ledgers",
    "recount_points",
    "count_anew",
    "points_without_ledger",
    "points_with_wrong_totals",
    "wallets_without_ledger",
    "users_without_ledger",
    "open_ledgers",
)
PARTS = {
    "prices": Part(
        ("orders/pricing.py", "database/money.py"),
        ("tests/orders/test_pricing.py", "tests/database/test_money.py"),
        # What makes columns ran before any test.
        only=(
            "ZERO",
            "Quote.is_too_large",
            "Quote.totals",
            "price",
            "add_up",
            "_quote_line",
            "_tax",
            "_shipping",
            "MOST_MONEY",
            "AmountTooLarge.__init__",
            "round_half_up",
            "is_money",
            "most_of",
            "BoundedDecimalField.get_db_prep_save",
        ),
    ),
    "amounts": Part(("orders/payments/amounts.py",), LEDGER_TESTS),
    "ledger": Part(("orders/payments/ledger.py",), LEDGER_TESTS),
    "refunds": Part(
        ("orders/payments/refunds.py", "orders/refundable.py"), REFUND_TESTS
    ),
    "credits": Part(("orders/payments/credits.py",), REFUND_TESTS),
    "pieces": Part(
        (
            "orders/services/taking_off.py",
            "orders/services/stock_of_orders.py",
            "orders/services/cancelling_pieces.py",
        ),
        (
            "tests/orders/test_taking_off.py",
            "tests/orders/test_cancelled_pieces.py",
            "tests/orders/test_pieces.py",
        ),
    ),
    "stock": Part(
        ("shop/services/stock.py",),
        ("tests/shop/test_stock.py",),
    ),
    "baskets": Part(
        ("orders/services/baskets.py",),
        ("tests/orders/test_baskets.py",),
    ),
    "lockout": Part(
        ("accounts/services/lockout.py",),
        ("tests/accounts/test_lockout.py",),
    ),
    "points": Part(
        (
            "accounts/models/ledgers.py",
            "accounts/services/repairing.py",
            "accounts/consistency.py",
        ),
        ("tests/accounts/test_ledgers.py",),
        only=POINTS,
    ),
}
