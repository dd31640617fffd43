"""`make demo`: from a fresh clone to a shop that sells, in one go.

Writes a `.env` with a generated key, migrates, fills the shop, and serves it, with a
worker of the queue beside the server. What is there already is kept, so that a second
`make demo` opens the same shop again; `make clean-demo` removes it.
"""

import gc
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

from config import demo_data
from config.startup import GENERATED_PREFIX

FOLDER = Path(__file__).resolve().parent.parent
SHOP_NAME = "Marram & Moss"

ABOUT = """\
Back office: {site}/admin/

No mail leaves this machine: read them in the back office under “Mails”, or open the
files in var/mail with a mail program.
What you do is kept in this folder: shop.sqlite3 (data), media (pictures), var/mail.

To stop: Ctrl+C. To open the same shop again: make demo.
To update or begin afresh, stop it first: then git pull, or make clean-demo demo.
"""


def main() -> None:
    """Prepare the demo, start its worker, and become its server."""
    port = free_port(os.environ.get("PORT", ""))
    os.environ["PORT"] = str(port)
    write_env_file(FOLDER / ".env")
    lock = demo_data.mark_as_running(FOLDER)
    prepare()
    start_worker(lock)
    gunicorn = str(Path(sys.executable).parent / "gunicorn")
    # Its own words about starting would push ours out of sight; its errors stay.
    words = ["-c", "config/gunicorn.py", "--log-level", "warning", "config.wsgi"]
    os.execv(gunicorn, [gunicorn, *words])  # noqa: S606


def write_env_file(path: Path) -> None:
    """Write what the demo needs to know, unless there is a `.env`."""
    if path.exists():
        return
    path.write_text(
        f"{demo_data.HEADER} The key is refused where others reach the shop.\n"
        f"SECRET_KEY={GENERATED_PREFIX}{secrets.token_urlsafe(48)}\n"
        f"SHOP_NAME={SHOP_NAME}\n"
        "BANK_DETAILS=Marram & Moss, sort code 00-00-00, account 00000000\n"
        "RETURN_ADDRESS=Marram & Moss, Returns, 4 Quay Street, Norwich NR2 4TF\n"
        f"EMAIL_URL=filemail://{FOLDER}/var/mail\n"
        # Warnings, of a slow statement say, would push the addresses out of sight.
        "LOG_LEVEL=ERROR\n"
        "LOG_FORMAT=plain\n"
    )


def prepare() -> None:
    """Bring the database up to date, fill it, and say what was made and how to go on.

    Static files are served from where they lie, which takes no time. Those that
    somebody collected would be served instead, of whatever age: they are made again.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command

    say("Preparing the database, about 10 s the first time")
    # Tens of thousands of rows live until they are written, and classes of models until
    # the last migration: to look through all of them for garbage, again and again, is a
    # tenth of the work. The server that this process becomes starts again.
    gc.set_threshold(50_000, 20, 20)
    django.setup()
    call_command("migrate", verbosity=0)
    static = Path(settings.STATIC_ROOT)
    static.mkdir(exist_ok=True)
    if (static / "staticfiles.json").exists():
        say("Collecting static files, about 10 s")
        call_command("collectstatic", interactive=False, verbosity=0)
    call_command("seed_demo")
    say(ABOUT.format(site=settings.SITE_URL))


def start_worker(lock: int) -> subprocess.Popen[bytes]:
    """Start a worker of the queue, which ends with this process, whatever ends it.

    In a session of its own, so that Ctrl-C reaches it only by way of the server.
    """
    command = ("manage.py", "deliver_outbox", "--forever", "--quiet")
    return subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, *command, "--parent", str(os.getpid())],
        cwd=FOLDER,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=[lock],
    )


def free_port(wanted: str) -> int:
    """Return the port that was asked for, or the first free one from 8000 on.

    Raises SystemExit with a sentence where it is taken.
    """
    if wanted:
        if not wanted.isdigit() or not is_free(int(wanted)):
            sys.exit(
                f"PORT is {wanted!r}, which is in use or not a valid port. "
                "Choose another."
            )
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


def say(line: str) -> None:
    """Print a line at once, even if the output is not a terminal."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
