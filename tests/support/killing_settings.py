"""The shop's settings on a database whose worker can be killed at COMMIT."""

import os

from config import settings as shop

globals().update({name: getattr(shop, name) for name in dir(shop) if name.isupper()})

os.environ["KILL_ENGINE"] = shop.DATABASES["default"]["ENGINE"]
DATABASES = {
    "default": {**shop.DATABASES["default"], "ENGINE": "tests.concurrency.killing"}
}
