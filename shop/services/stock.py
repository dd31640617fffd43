"""The one place that changes stock.

`adjust_stock` and `set_stock` are public: they open the transaction. `take_stock` and
`return_stock` are inner functions for callers that already hold one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from database.rows.insert import insert_all
from database.rows.prepared import Parameter
from database.rows.update import UpdateAndRead, update_and_read
from database.transactions import retry_on_conflict
from shop.errors import OutOfStock, Shortage, StockError
from shop.models import Product, StockMovement

Reason = StockMovement.Reason
MAX_STOCK = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Move:
    """How many pieces of a product move, and the order line they belong to."""

    product_id: UUID
    quantity: int
    reference: str


def take_stock(moves: Sequence[Move]) -> dict[UUID, int]:
    """Take every move's quantity, or raise OutOfStock and let the caller roll back.

    One conditional UPDATE a product, in primary-key order, so that two checkouts of
    the same products queue instead of deadlocking. Returns what is left of each, for
    `sale_movements`: the caller writes those after its lines, the order MariaDB needs.
    """
    taken: dict[UUID, int] = {}
    left: dict[UUID, int] = {}
    for product_id, quantity in _totals(moves):
        rest = guarded_take(product_id, quantity)
        if rest is None:
            raise OutOfStock(find_shortages(moves, taken))
        taken[product_id], left[product_id] = quantity, rest
    return left


def guarded_take(product_id: UUID, quantity: int) -> int | None:
    """Lower the stock if it is enough; return what is left, None if it is not."""
    return _take(pk=product_id, quantity=quantity, now=timezone.now())


_PIECES = Parameter("quantity", Product._meta.get_field("stock_quantity"))
_NOW = Parameter("now", Product._meta.get_field("published_at"))
_take = UpdateAndRead(
    Product,
    column="stock_quantity",
    rows=lambda: Product.all_objects.on_sale(_NOW).filter(stock_quantity__gte=_PIECES),
    changes=lambda: {
        "stock_quantity": F("stock_quantity") - _PIECES,
        "sales_count": F("sales_count") + _PIECES,
    },
)


def sale_movements(
    moves: Sequence[Move], left: Mapping[UUID, int]
) -> list[StockMovement]:
    """Return the movements of `take_stock`, to be inserted in the same transaction."""
    return _movements(moves, left, reason=Reason.SALE, sign=-1)


def return_stock(moves: Sequence[Move], *, reason: str = Reason.CANCEL) -> None:
    """Put pieces back, deleted and archived products too, exactly once a reference.

    The same reason and reference a second time breaks the unique constraint and with
    it the transaction: nothing is given back twice.
    """
    left: dict[UUID, int] = {}
    for product_id, quantity in _totals(moves):
        stock = update_and_read(
            Product.all_objects.all(),
            pk=product_id,
            column="stock_quantity",
            stock_quantity=F("stock_quantity") + quantity,
            sales_count=F("sales_count") - quantity,
        )
        if stock is not None:
            left[product_id] = stock
    insert_all(_movements(moves, left, reason=reason, sign=1))


def find_shortages(
    moves: Sequence[Move], taken: Mapping[UUID, int] | None = None
) -> list[Shortage]:
    """Return what is missing or short, read now, for the sentence to the shopper.

    `taken` are the pieces that this transaction took and gives back by its rollback.
    """
    products = Product.all_objects.in_bulk([move.product_id for move in moves])
    shortages = []
    for product_id, wanted in _totals(moves):
        product = products.get(product_id)
        available = product.stock_quantity if product and product.is_visible else 0
        available += (taken or {}).get(product_id, 0)
        if available < wanted:
            shortages.append(Shortage(product, product_id, wanted, available))
    return shortages


@retry_on_conflict()
def adjust_stock(
    *, product_id: UUID, delta: int, reason: str, reference: str | None = None
) -> StockMovement:
    """Change stock by `delta` pieces, for a reason in words. Raises StockError.

    The same `reference` a second time is refused: a form posted twice counts once.
    Pieces that come in clear the date on which the product was expected.
    """
    if not delta:
        raise StockError(
            _("The change is 0. Enter how many pieces came in or went out.")
        )
    if not reason.strip():
        raise StockError(_("Say why the stock is changing."))
    changed = _guarded_change(product_id, delta, lambda rows: rows)
    # Asked under the lock of the product's row, so that of two posts one sees it.
    booked = StockMovement.objects.filter(reason=Reason.ADJUSTMENT, reference=reference)
    if reference and booked.exists():
        raise StockError(_("This change has already been booked. Nothing was changed."))
    return changed.record(Reason.ADJUSTMENT, note=reason, reference=reference)


@retry_on_conflict()
def set_stock(
    *, product_id: UUID, quantity: int, stock_was: int, reason: str
) -> StockMovement | None:
    """Set the stock counted on the shelf, if it is still what the reader saw.

    Raises StockError when it changed meanwhile. Returns None when there is no change.
    """
    if quantity == stock_was:
        return None
    changed = _guarded_change(
        product_id,
        quantity - stock_was,
        lambda rows: rows.filter(stock_quantity=stock_was),
    )
    return changed.record(Reason.ADJUSTMENT, note=reason)


@dataclass(frozen=True, slots=True)
class _Change:
    product: Product
    delta: int

    def record(
        self, reason: str, *, note: str = "", reference: str | None = None
    ) -> Any:
        if self.delta > 0 and self.product.expected_back:
            self._keep_promise()
        return StockMovement.objects.create(
            product=self.product,
            delta=self.delta,
            reason=reason,
            note=note.strip()[:200],
            reference=reference,
            balance_after=self.product.stock_quantity,
        )

    def _keep_promise(self) -> None:
        """Clear the date: what was expected is here, and sold out again it is stale."""
        self.product.expected_back = None
        self.product.content_version = F("content_version") + 1
        self.product.save_version(fields={"expected_back", "content_version"})


def _guarded_change(
    product_id: UUID, delta: int, guard: Callable[[QuerySet], QuerySet]
) -> _Change:
    """Change the stock by one guarded UPDATE, or say what stood in the way."""
    rows = guard(
        Product.all_objects.filter(
            pk=product_id,
            stock_quantity__gte=-delta,
            stock_quantity__lte=MAX_STOCK - max(delta, 0),
        )
    )
    changed = rows.update(stock_quantity=F("stock_quantity") + delta)
    product = Product.all_objects.filter(pk=product_id).first()
    if product is None:
        raise StockError(_("This product no longer exists."))
    if not changed:
        raise StockError(
            _(
                "%(count)d of “%(name)s” are in stock, so %(delta)+d is not "
                "possible. Nothing was changed."
            )
            % {"count": product.stock_quantity, "name": product.name, "delta": delta}
        )
    return _Change(product, delta)


def _totals(moves: Sequence[Move]) -> list[tuple[UUID, int]]:
    """Return the quantity of each product, in primary-key order."""
    totals: dict[UUID, int] = {}
    for move in sorted(moves, key=attrgetter("product_id")):
        totals[move.product_id] = totals.get(move.product_id, 0) + move.quantity
    return list(totals.items())


def _movements(
    moves: Sequence[Move], stock: Mapping[UUID, int], *, reason: str, sign: int
) -> list[StockMovement]:
    """Return one movement a move. The product rows are locked, so balances are exact.

    `stock` is what is there after all of them. Forward from what was there before, so
    that each row's balance is its own, and the last one made, which is the newest,
    holds the stock.
    """
    left = dict(stock)
    for move in moves:
        left[move.product_id] -= sign * move.quantity
    rows = []
    for move in moves:
        left[move.product_id] += sign * move.quantity
        rows.append(
            StockMovement(
                product_id=move.product_id,
                delta=sign * move.quantity,
                reason=reason,
                reference=move.reference,
                balance_after=left[move.product_id],
            )
        )
    return rows
