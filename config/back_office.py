"""How the back office looks and where its menu leads."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

# The accent is 600; 500 is for dark backgrounds and for bars.
ACCENT = {
    "50": "#eef7f4",
    "100": "#d6ece5",
    "200": "#afd9cd",
    "300": "#7fc1b0",
    "400": "#58b29f",
    "500": "#38a28d",
    "600": "#0f5c4d",
    "700": "#0c4b3f",
    "800": "#0a3c33",
    "900": "#083029",
    "950": "#041c18",
}
PAPER_AND_INK = {
    "50": "#fbfaf7",
    "100": "#f4f2ed",
    "200": "#e4e1da",
    "300": "#cfcbc2",
    "400": "#a3a8a2",
    "500": "#68706a",
    "600": "#5b635e",
    "700": "#414843",
    "800": "#2c322e",
    "900": "#1f2421",
    "950": "#141816",
}


class BackOfficeConfig(AdminConfig):
    default_site = "database.back_office.site.BackOffice"


def settings(shop_name: str, *, debug: bool) -> dict[str, Any]:
    """Return the setting UNFOLD."""
    return {
        "SITE_TITLE": shop_name,
        "SITE_HEADER": shop_name,
        "SITE_SUBHEADER": _("Back office"),
        "SITE_SYMBOL": "storefront",
        "SITE_URL": "/",
        "SITE_FAVICONS": [
            {"rel": "icon", "type": "image/svg+xml", "href": _favicon},
        ],
        "SHOW_HISTORY": True,
        "SHOW_VIEW_ON_SITE": True,
        "SHOW_BACK_BUTTON": True,
        "BORDER_RADIUS": "8px",
        "COLORS": {"primary": ACCENT, "base": PAPER_AND_INK},
        "STYLES": [_stylesheet, _list_stylesheet, _narrow_stylesheet],
        "SCRIPTS": [_chart_colours],
        "ENVIRONMENT": "config.back_office.environment" if debug else None,
        "DASHBOARD_CALLBACK": "orders.admin.reports.dashboard.home",
        "COMMAND": {"search_models": True, "show_history": False},
        "TABS": _tabs,
        "SIDEBAR": {
            "show_search": True,
            "command_search": True,
            "show_all_applications": False,
            "navigation": _navigation,
        },
    }


def environment(request: HttpRequest) -> list[str]:
    """Return the label that keeps a trial from being taken for the shop."""
    return [str(_("Development")), "warning"]


def _stylesheet(request: HttpRequest) -> str:
    return static("back_office/back_office.css")


def _list_stylesheet(request: HttpRequest) -> str:
    return static("back_office/list.css")


def _narrow_stylesheet(request: HttpRequest) -> str:
    return static("back_office/narrow.css")


def _chart_colours(request: HttpRequest) -> str:
    return static("back_office/charts.js")


def _favicon(request: HttpRequest) -> str:
    return static("kontor/img/favicon.svg")


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    return _with_plain_links()[0]


def _tabs(request: HttpRequest) -> list[dict[str, Any]]:
    return _with_plain_links()[1]


@cache
def _with_plain_links() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return menu and tabs with each link as text, once addresses are known.

    On every page unfold compares each link with the page's address and with the tabs:
    links of NAVIGATION itself would be worked out some hundred times.
    """
    menu, tabs = (
        [
            group
            | {"items": [item | {"link": str(item["link"])} for item in group["items"]]}
            for group in groups
        ]
        for groups in (NAVIGATION, MAIL_TABS)
    )
    return menu, tabs


def _may(*permissions: str) -> Callable[[HttpRequest], bool]:
    """Return the check that decides whether an entry of the menu is shown."""

    def check(request: HttpRequest) -> bool:
        return request.user.has_perms(permissions)

    return check


def _is_report_index(request: HttpRequest) -> bool:
    """Tell the index from the reports below its address, which have entries too."""
    return request.path == reverse("admin_reports")


def _leads_out(request: HttpRequest) -> bool:
    """Never mark the entry as the open one: its address begins every other."""
    return False


def _report(title: Any, icon: str, name: str) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy("admin_report", args=[name]),
        "permission": _may("orders.view_reports"),
    }


def _operation(
    title: Any, icon: str, name: str, permission: str = "database.view_ops"
) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{name}"),
        "permission": _may(permission),
    }


def _entry(title: Any, icon: str, model: str, permission: str = "") -> dict[str, Any]:
    app, name = model.split(".")
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{name}_changelist"),
        "permission": _may(permission or f"{app}.view_{name}"),
    }


# One entry of the menu, two lists: orders know what accounts do not.
MAIL_TABS = [
    {
        "models": ["orders.mail", "accounts.accountmail"],
        "items": [
            {
                "title": _("About orders"),
                "link": reverse_lazy("admin:orders_mail_changelist"),
                "permission": _may("orders.view_mail"),
            },
            {
                "title": _("About accounts"),
                "link": reverse_lazy("admin:accounts_accountmail_changelist"),
                "permission": _may(
                    "accounts.view_accountmail", "accounts.view_personal_data"
                ),
            },
        ],
    }
]

NAVIGATION = [
    {
        "items": [
            {"title": _("Home"), "icon": "home", "link": reverse_lazy("admin:index")},
            {
                "title": _("View the shop"),
                "icon": "storefront",
                "link": reverse_lazy("shop:home"),
                "active": _leads_out,
            },
        ],
    },
    {
        "title": _("Sales"),
        "separator": True,
        "items": [
            _entry(_("Orders"), "receipt_long", "orders.order"),
            _entry(
                _("Orders in preparation"),
                "add_shopping_cart",
                "orders.staffbasket",
                "orders.place_order",
            ),
            _entry(_("Returns"), "assignment_return", "orders.return"),
            _entry(_("Credit notes"), "undo", "orders.creditnote"),
        ],
    },
    {
        "title": _("Money"),
        "separator": True,
        "items": [
            _entry(_("Payments"), "payments", "orders.paymententry"),
            _entry(_("Refunds"), "currency_exchange", "orders.refund"),
            _entry(_("Bank statements"), "account_balance", "orders.bankstatement"),
            _entry(_("Payments on the account"), "receipt", "orders.bankline"),
            _entry(_("Providers' messages"), "inbox", "orders.providerevent"),
        ],
    },
    {
        "title": _("Customers"),
        "separator": True,
        "items": [
            _entry(_("Customers and staff"), "group", "accounts.user"),
            _entry(_("Mails"), "mail", "orders.mail"),
            _entry(_("Mail texts"), "edit_note", "orders.mailtext"),
        ],
    },
    {
        "title": _("Catalogue"),
        "separator": True,
        "items": [
            _entry(_("Products"), "inventory_2", "shop.product"),
            _entry(_("Categories"), "account_tree", "shop.category"),
            _entry(_("Product families"), "style", "shop.productfamily"),
            _entry(_("Tags"), "sell", "taggit.tag"),
            _entry(_("Stock movements"), "swap_vert", "shop.stockmovement"),
            _entry(_("Ways to deliver"), "local_shipping", "orders.shippingmethod"),
            _entry(
                _("Product changes"),
                "difference",
                "shop.historicalproduct",
                "shop.view_product",
            ),
        ],
    },
    {
        "title": _("Reports"),
        "separator": True,
        "collapsible": True,
        "items": [
            {
                "title": _("All reports"),
                "icon": "analytics",
                "link": reverse_lazy("admin_reports"),
                "active": _is_report_index,
                "permission": _may("orders.view_reports"),
            },
            _report(_("Monthly trend"), "trending_up", "monthly_trend"),
            _report(_("Top products"), "leaderboard", "top_products"),
            _report(_("Top customers"), "loyalty", "top_customers"),
        ],
    },
    {
        "title": _("Staff and safety"),
        "separator": True,
        "collapsible": True,
        "items": [
            _entry(_("Roles"), "badge", "auth.group"),
            _entry(_("Logins"), "login", "accounts.loginhistory"),
            _entry(_("Audit log"), "history", "database.auditentry"),
            _entry(_("Brakes"), "speed", "database.brakecount"),
            _entry(_("Blocked addresses"), "block", "database.blockedaddress"),
        ],
    },
    {
        "title": _("Running the shop"),
        "separator": True,
        "collapsible": True,
        "items": [
            _operation(
                _("Data checks"),
                "fact_check",
                "ops_check_consistency",
                "database.view_checks",
            ),
            _operation(_("Operations"), "apps", "operations"),
            _entry(_("Schedules"), "schedule", "database.schedule"),
            _entry(
                _("Runs"),
                "history_toggle_off",
                "database.operationrun",
                "database.view_ops",
            ),
            _operation(_("Queue and workers"), "conveyor_belt", "ops_queue_report"),
            _entry(_("Queued messages"), "outbox", "database.outboxmessage"),
            _operation(_("Connections"), "hub", "ops_pool_report"),
            _operation(_("Tidying"), "mop", "ops_tidy"),
            _operation(_("Replicas"), "content_copy", "ops_replica_report"),
            _operation(_("Machine"), "memory", "ops_system_report"),
            _operation(_("Database connection"), "conversion_path", "ops_diagnose"),
            _operation(_("Settings"), "tune", "ops_show_config"),
        ],
    },
]
