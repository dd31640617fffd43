"""How often somebody may order, and fill a basket."""

from django.utils.translation import gettext_lazy as _

from accounts.brakes import MAILS
from accounts.requests.guarding import guard
from database.brakes.rules import By, Kept, Rule, add

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60

_FROM_YOUR_NETWORK = _(
    "Too many orders came from your network in a short time. Nothing was ordered, "
    "and your basket is as it was. Please wait %(wait)s, or sign in to order "
    "straight away."
)

ORDERS = add(
    Rule(
        "orders.address",
        By.ADDRESS,
        most=30,
        seconds=10 * MINUTE,
        label=_("Guests' orders, by client address"),
        sentence=_FROM_YOUR_NETWORK,
    )
)
ORDERS_A_DAY = add(
    Rule(
        "orders.address_day",
        By.ADDRESS,
        most=200,
        seconds=DAY,
        label=_("Guests' orders in a day, by client address"),
        sentence=_FROM_YOUR_NETWORK,
    )
)
ORDERS_TO = add(
    Rule(
        "orders.email",
        By.EMAIL,
        most=10,
        seconds=HOUR,
        label=_("Guests' orders, by e-mail address"),
        sentence=_(
            "Too many orders were placed with this e-mail address in a short time. "
            "Nothing was ordered, and your basket is as it was. Please wait "
            "%(wait)s, or sign in to order straight away."
        ),
    )
)
# So many in a month, and the checkout asks whether they all are still open.
ORDERS_A_MONTH = add(
    Rule(
        "orders.email_month",
        By.EMAIL,
        most=1000,
        seconds=30 * DAY,
        label=_("Guests' orders in a month, by e-mail address"),
        sentence=_(
            "Too many orders were placed with this e-mail address this month. "
            "Nothing was ordered, and your basket is as it was. Please sign in to "
            "order straight away."
        ),
    )
)
ORDERS_OF = add(
    Rule(
        "orders.visitor",
        By.VISITOR,
        most=20,
        seconds=10 * MINUTE,
        label=_("Orders, by account or browser"),
        sentence=_(
            "You have placed too many orders in a short time. Nothing was ordered, "
            "and your basket is as it was. Please wait %(wait)s, then place it again."
        ),
    )
)
BASKETS = add(
    Rule(
        "basket.address",
        By.ADDRESS,
        most=300,
        seconds=MINUTE,
        kept=Kept.PROCESS,
        label=_("Products put into baskets, by client address"),
        sentence=_(
            "Too many products were put into baskets from your network in a short "
            "time. Please wait %(wait)s, then try again."
        ),
    )
)
FINDS = add(
    Rule(
        "find_order.address",
        By.ADDRESS,
        most=30,
        seconds=10 * MINUTE,
        label=_("Links to orders asked for, by client address"),
        sentence=_(
            "Too many links to orders were requested from your network in a short "
            "time. Please wait %(wait)s, then try again."
        ),
    )
)
FIND_MAILS = add(
    Rule(
        "find_order.email",
        By.EMAIL,
        most=6,
        seconds=15 * MINUTE,
        label=_("Links to orders asked for, by e-mail address"),
        sentence=_(
            "Several links were requested with this e-mail address just now. Please "
            "use the newest mail, or ask for another in %(wait)s."
        ),
    )
)
OF_A_GUEST = (ORDERS, ORDERS_A_DAY, ORDERS_OF, ORDERS_TO, ORDERS_A_MONTH)
OF_A_CUSTOMER = (ORDERS_OF,)

guard("orders:basket_add", "POST", BASKETS)
guard("orders:basket_update", "POST", BASKETS)
guard("orders:find", "POST", FINDS, FIND_MAILS, MAILS)
