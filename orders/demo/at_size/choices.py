"""Who buys what in a shop at size, in time that does not grow with it. Pure."""

from random import Random

from orders.demo.history import one_of

# Of ten customers one buys often, of twenty products one sells well: how often an
# order is theirs, besides those that fall to anybody.
REGULAR, REGULAR_SHARE = 10, 0.35
BESTSELLER, BESTSELLER_SHARE = 20, 0.4
# Of a product mostly one; the shares are summed up.
PIECES, SUMMED = (1, 2, 3, 4, 6), (66, 86, 93, 98, 100)


def choose_buyer(known: int, random: Random) -> int:
    """Return the place of one of the customers who are known by now."""
    return _place_of(known, REGULAR, REGULAR_SHARE, random)


def fill_basket(count: int, products: int, random: Random) -> dict[int, int]:
    """Return the pieces of `count` different products, by the product's place."""
    basket: dict[int, int] = {}
    most = min(count, products)
    while len(basket) < most:
        place = _place_of(products, BESTSELLER, BESTSELLER_SHARE, random)
        basket.setdefault(place, one_of(PIECES, SUMMED, random))
    return basket


def _place_of(count: int, every: int, share: float, random: Random) -> int:
    place = int(random.random() * count)
    return place - place % every if random.random() < share else place
