"""Headless Chromium on the shop, served by the running test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
PATIENCE = 15_000  # milliseconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, and leave them out where there is no browser.

    They are `thorough`: `.ci/run` asks for them, the suite of every change does not.
    """
    is_missing, reason = not Path(CHROMIUM).exists(), f"no browser at {CHROMIUM}"
    no_browser = pytest.mark.skipif(is_missing, reason=reason)
    for item in items:
        if "tests/browser/" not in str(item.path):
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.thorough)
        item.add_marker(no_browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # Playwright runs an event loop in this thread, where Django would refuse queries,
    # and asynchronous views would not run: other tests must not find it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    """Return a page of a new visitor; a fault in its scripts fails the test."""
    context = browser.new_context(base_url=live_server.url)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: message.type == "error" and faults.append(message.text),
    )
    yield page
    context.close()
    assert faults == []
