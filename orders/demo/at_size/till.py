"""The prices of a shop at size, by the shop's own price function."""

from collections.abc import Mapping, Sequence

from orders.checkout.pricing import priced_line, pricing_context
from orders.demo.at_size.purchases import Article
from orders.prices.delivery import Delivery
from orders.prices.quote import Quote, QuoteLine, add_up, price


class Till:
    """Prices baskets. So many pieces of a product are priced once, and then known."""

    def __init__(
        self, articles: Sequence[Article], deliveries: Mapping[str, Delivery]
    ) -> None:
        self.articles = articles
        self._contexts = {
            code: pricing_context(way) for code, way in deliveries.items()
        }
        self._known: dict[tuple[int, int], QuoteLine] = {}

    def quote(self, basket: Mapping[int, int], way: str) -> Quote:
        """Return the amounts of {place of the product: pieces}, delivered this way."""
        context, known = self._contexts[way], self._known
        for place, pieces in basket.items():
            if (place, pieces) not in known:
                line = priced_line(self.articles[place], pieces)
                known[place, pieces] = price([line], context).lines[0]
        return add_up([known[one] for one in basket.items()], context)
