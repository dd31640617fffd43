"""The environment of the tests, set before Django reads its settings.

The database comes from outside (DATABASE_URL), so that the same suite runs on every
engine. Tests use no pool: each has a connection of its own.
"""

import os

os.environ["ENV_FILE"] = ""
os.environ["DB_POOL_MAX_SIZE"] = "0"
os.environ["DB_POOL_MIN_SIZE"] = "0"
os.environ["EMAIL_URL"] = "consolemail:"
os.environ["LOG_LEVEL"] = "CRITICAL"
os.environ["TEST_PAYMENTS"] = "pays"
for name in ("SITE_URL", "DEBUG", "SHOP_NAME", "CURRENCY", "TIME_ZONE", "SECRET_KEY"):
    os.environ.pop(name, None)
