#!/usr/bin/env python
"""Run Kontor's commands."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

# As for arguments that make no sense: 1 would tell a script of findings.
WRONG_SETTINGS = 2


def main() -> None:
    """Run the command, or say in a sentence which setting keeps it from starting."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(WRONG_SETTINGS)


if __name__ == "__main__":
    main()
