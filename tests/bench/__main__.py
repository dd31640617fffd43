"""`python -m tests.bench`, on the configured database engine; `--help` says more."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# The driver itself: one connection, no log lines and no list of queries. The servers
# that it measures have the shop's own settings.
os.environ.update(DB_POOL_MAX_SIZE="0", LOG_LEVEL="CRITICAL", DEBUG="0", SQL_ECHO="0")
# Every order comes from one address.
os.environ["BRAKES"] = "off"
django.setup()

from tests.bench.run import main  # noqa: E402

sys.exit(main())
