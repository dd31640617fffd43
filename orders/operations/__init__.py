"""What ops can run of orders and baskets."""

from database.ops.operation import register
from orders.operations.expiring import EXPIRE_ORDERS
from orders.operations.importing import IMPORT_ORDERS
from orders.operations.proving import PROVE_NO_OVERSELL
from orders.operations.tidying import ARCHIVE_ORDERS, PURGE_BASKETS

for operation in (
    EXPIRE_ORDERS,
    ARCHIVE_ORDERS,
    PURGE_BASKETS,
    IMPORT_ORDERS,
    PROVE_NO_OVERSELL,
):
    register(operation)
