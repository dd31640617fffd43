"""Running `diagnose` as a person does, and reading which rung failed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py diagnose` with these variables and no others."""
    keep = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "diagnose", *arguments],
        cwd=ROOT,
        env={**keep, "ENV_FILE": "", **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def failed_rung(rungs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the one rung that failed; after it all are skipped."""
    (failed,) = (rung for rung in rungs if rung["status"] == "failed")
    after = rungs[rungs.index(failed) + 1 :]
    assert {rung["status"] for rung in after} <= {"skipped"}
    return failed


def ask(**variables: str) -> tuple[dict[str, Any], int, str]:
    """Return the envelope, the exit code and everything that was printed."""
    done = run("--json", **variables)
    return json.loads(done.stdout), done.returncode, done.stdout + done.stderr
