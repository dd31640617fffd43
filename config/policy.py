"""What the browser may load: strict for shoppers, wider for the back office."""

from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest

# unfold evaluates expressions and writes style attributes; scripts within a page are
# refused here too, or a name that slipped unescaped into one would run as staff.
ADMIN = {
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}


class ContentPolicy(CSPMiddleware):
    """django-csp's middleware, which knows one policy, with a second for `/admin/`."""

    def get_policy_parts(
        self, request: HttpRequest, response: Any, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith("/admin/") and not report_only:
            parts.replace = {**ADMIN, **(parts.replace or {})}
        return parts
