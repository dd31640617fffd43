"""gunicorn: threads, because the work is waiting for the database.

Run with `gunicorn -c config/gunicorn.py config.wsgi`. Threads of a worker must not
outnumber its pool (DB_POOL_MAX_SIZE). Never `--preload`: no pool survives a fork.
"""

import logging
from pathlib import Path
from typing import Any

from config.serving import serving
from database.settings.env import Env
from database.text.masking import WithoutSecrets

env = Env.from_system(Path(__file__).resolve().parent.parent)
_served = serving(env)

bind = _served.bind
worker_class = "gthread"
workers = _served.workers
threads = _served.threads
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None  # the application logs requests with their id
errorlog = "-"
# What it says of a broken request names the whole address.
for _name in ("gunicorn.access", "gunicorn.error"):
    logging.getLogger(_name).addFilter(WithoutSecrets())
forwarded_allow_ips = ",".join(env.networks("TRUSTED_PROXIES")) or "127.0.0.1"
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Warm the worker up once its application is loaded."""
    # Reads the settings, which is the worker's business, not that of its master.
    from config.warming import warm_up

    warm_up()
