"""`python -m tests.bench [--rounds N] [--json]`, on the configured database engine."""

import os
import warnings

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# One connection, no log lines and no list of queries: the work alone is measured.
os.environ.update(DB_POOL_MAX_SIZE="0", LOG_LEVEL="CRITICAL", DEBUG="0", SQL_ECHO="0")
# Static files need not be collected for pages.
# Every order and every page comes from one address.
os.environ["BRAKES"] = "off"
warnings.filterwarnings("ignore", message="No directory at")
django.setup()

from tests.bench.run import main  # noqa: E402

main()
