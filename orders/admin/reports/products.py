"""What orders add to the list of products."""

from orders.admin.reports.linked import SoldProductFilter
from shop.admin.contributions import filters

filters.add("sold", SoldProductFilter)
