"""gunicorn: threads, because the work is waiting for the database.

Run with `gunicorn -c config/gunicorn.py config.wsgi`. Threads of a worker must not
outnumber its pool (DB_POOL_MAX_SIZE). Never `--preload`: no pool survives a fork.
"""

import os

bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT') or 8000}")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None  # the application logs requests with their id
errorlog = "-"
forwarded_allow_ips = os.environ.get("TRUSTED_PROXIES") or "127.0.0.1"
control_socket_disable = True
