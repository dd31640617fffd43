"""Every address of the shop."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from accounts.views import ConfirmEmail
from database.views import healthz, metrics, readyz
from orders.admin.reports.reports import report_index, report_page
from shop.views.media import media

# One login for shoppers and staff: the admin's own would pass by what allauth guards.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

to_security = RedirectView.as_view(pattern_name="accounts:security")

handler500 = "database.views.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    re_path(r"^media/(?P<path>products/[\w./-]+\.webp)$", media, name="media"),
    path("admin/reports/", admin.site.admin_view(report_index), name="admin_reports"),
    path(
        "admin/reports/<slug:name>/",
        admin.site.admin_view(report_page),
        name="admin_report",
    ),
    path("admin/", admin.site.urls),
    path("account/", include("accounts.urls")),
    # Lists of allauth that the page of our own shows; the names lead there.
    path("account/2fa/", to_security, name="mfa_index"),
    path("account/2fa/webauthn/", to_security, name="mfa_list_webauthn"),
    path("account/2fa/", include("allauth.mfa.urls")),
    re_path(
        r"^account/confirm-email/(?P<key>[-:\w]+)/$",
        ConfirmEmail.as_view(),
        name="account_confirm_email",
    ),
    path("account/", include("allauth.account.urls")),
    path("", include("orders.urls")),
    path("", include("shop.urls")),
]

if "debug_toolbar" in settings.INSTALLED_APPS:
    urlpatterns.append(path("__debug__/", include("debug_toolbar.urls")))
