"""Which files each module is, and which tests hold it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """Files, of some the names that are tried alone, and the tests that may notice."""

    files: tuple[str, ...]
    tests: tuple[str, ...]
    only: tuple[str, ...] = ()


LEDGER_TESTS = (
    "tests/orders/ledger/test_amounts.py",
    "tests/orders/ledger/test_entries.py",
)
REFUND_TESTS = (
    "tests/orders/ledger/test_worth.py",
    "tests/orders/ledger/test_granting.py",
    "tests/orders/ledger/test_refund_rules.py",
    "tests/orders/payments/test_refunds.py",
    "tests/orders/ledger/test_credit_notes.py",
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
        ("orders/prices/quote.py", "database/rows/money.py"),
        ("tests/orders/prices/test_quote.py", "tests/database/rows/test_money.py"),
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
    "ledger": Part(("orders/ledger/entries.py",), LEDGER_TESTS),
    "refunds": Part(
        ("orders/ledger/refunds.py", "orders/ledger/worth.py"), REFUND_TESTS
    ),
    "pieces": Part(
        (
            "orders/life/taking_off.py",
            "orders/life/stock_of_orders.py",
            "orders/life/cancelling_pieces.py",
        ),
        (
            "tests/orders/life/test_taking_off.py",
            "tests/orders/life/test_cancelled_pieces.py",
            "tests/orders/life/test_pieces.py",
        ),
    ),
    "stock": Part(
        ("shop/services/stock.py",),
        ("tests/shop/test_stock.py",),
    ),
    "baskets": Part(
        ("orders/checkout/baskets.py",),
        ("tests/orders/checkout/test_baskets.py",),
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
