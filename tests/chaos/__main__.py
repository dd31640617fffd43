"""`make chaos`: run the shop under fire for CHAOS_SECONDS, and judge it.

CHAOS_BUG=guard|key-apart|no-key plants a bug, which has to be found.
"""

import os
import subprocess
import sys

import django

from tests.chaos.cluster import own_cluster

SECONDS = 60


def main() -> int:
    """Return the exit code: 0 where all is well or the planted bug was found."""
    seconds = float(os.environ.get("CHAOS_SECONDS") or SECONDS)
    with own_cluster() as cluster:
        environment = {
            "DATABASE_URL": cluster.url,
            "DB_POOL_MAX_SIZE": "6",
            "DB_POOL_MIN_SIZE": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "EMAIL_URL": f"filemail://{cluster.folder}/mail",
            "ENV_FILE": "",
            "LOG_LEVEL": "ERROR",
        }
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, check=True, env={**os.environ, **environment})
        # The driver itself looks before and after, and needs no pool.
        os.environ.update(environment, DB_POOL_MIN_SIZE="0", DB_POOL_MAX_SIZE="0")
        django.setup()
        from tests.chaos.running import run

        return run(cluster, environment, seconds)


if __name__ == "__main__":
    sys.exit(main())
