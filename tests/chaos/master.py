"""gunicorn that has read the shop's code and templates before its workers fork.

A killed worker is back at once, so that blows may fall faster than a worker needs to
read everything anew. The application is made by each worker, as it is in production:
no connection survives a fork.
"""

import sys
from pathlib import Path

import django
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from gunicorn.app.wsgiapp import run


def read_everything() -> None:
    """Import what the workers would import, and compile the shop's templates."""
    django.setup()
    reverse("admin:index")  # imports every view
    for folder in map(Path, settings.TEMPLATES[0]["DIRS"]):
        for path in folder.rglob("*.html"):
            get_template(str(path.relative_to(folder)))


if __name__ == "__main__":
    read_everything()
    sys.exit(run())
