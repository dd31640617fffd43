"""The ASGI application."""

import os

from django.core.asgi import get_asgi_application

from database.monitoring.process import serve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

serve("web")
application = get_asgi_application()

# What follows needs the applications to be there.
from database.diagnosis.waiting import wait_for_database  # noqa: E402
from database.queue.outbox import deliver_in_background  # noqa: E402

wait_for_database()
deliver_in_background()
