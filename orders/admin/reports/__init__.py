"""The home page, the reports, and the lists behind their figures."""

from orders.admin.reports import products

__all__ = ["products"]
