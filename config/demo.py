"""`make demo`: from a fresh clone to a shop that sells, in one go.

Writes a `.env` with a generated key, migrates, fills the shop, and serves it. What is
there already is kept, so that a second `make demo` opens the same shop again.
"""

import os
import secrets
import socket
import sys
from pathlib import Path

from config.startup import GENERATED_PREFIX

FOLDER = Path(__file__).resolve().parent.parent
SHOP_NAME = "Marram & Moss"


def main() -> None:
    """Prepare the demo and become its server."""
    port = free_port(os.environ.get("PORT", ""))
    os.environ["PORT"] = str(port)
    write_env_file(FOLDER / ".env")
    prepare()
    gunicorn = str(Path(sys.executable).parent / "gunicorn")
    os.execv(gunicorn, [gunicorn, "-c", "config/gunicorn.py", "config.wsgi"])  # noqa: S606


def write_env_file(path: Path) -> None:
    """Write what the demo needs to know, unless there is a `.env`."""
    if path.exists():
        return
    path.write_text(
        "# Written by `make demo`. The key is refused where others reach the shop.\n"
        f"SECRET_KEY={GENERATED_PREFIX}{secrets.token_urlsafe(48)}\n"
        f"SHOP_NAME={SHOP_NAME}\n"
        "BANK_DETAILS=Marram & Moss, sort code 00-00-00, account 00000000\n"
        "RETURN_ADDRESS=Marram & Moss, Returns, 4 Quay Street, Norwich NR2 4TF\n"
        f"EMAIL_URL=filemail://{FOLDER}/var/mail\n"
        "LOG_LEVEL=WARNING\n"
    )


def prepare() -> None:
    """Bring the database up to date, fill it, and collect the static files."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("seed_demo")


def free_port(wanted: str) -> int:
    """Return the port that was asked for, or the first free one from 8000 on.

    Raises SystemExit with a sentence where it is taken.
    """
    if wanted:
        if not wanted.isdigit() or not is_free(int(wanted)):
            sys.exit(f"PORT is {wanted!r}, which is taken or no port. Choose another.")
        return int(wanted)
    for port in range(8000, 8100):
        if is_free(port):
            return port
    sys.exit("No port from 8000 to 8099 is free. Set PORT.")


def is_free(port: int) -> bool:
    """Tell whether a server can listen on the port here."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


if __name__ == "__main__":
    main()
