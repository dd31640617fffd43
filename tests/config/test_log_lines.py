"""What normal use writes into the log, and in which form."""

import logging

import pytest
import structlog
from django.conf import settings

from config import logs


def test_unknown_addresses_and_forms_with_mistakes_are_no_warnings():
    assert settings.DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL == logging.INFO


@pytest.mark.parametrize(
    ("level", "of_requests"),
    [("INFO", "ERROR"), ("WARNING", "ERROR"), ("CRITICAL", "CRITICAL")],
)
def test_a_request_that_is_refused_is_not_told_twice(level, of_requests):
    loggers = logs.settings(level, as_json=True, sql_echo=False)["loggers"]

    assert loggers["django.request"] == {"level": of_requests}


@pytest.mark.parametrize(
    ("as_json", "renderer"),
    [
        (True, structlog.processors.JSONRenderer),
        (False, structlog.dev.ConsoleRenderer),
    ],
)
def test_programs_read_objects_and_people_read_lines(as_json, renderer):
    made = logs.settings("INFO", as_json=as_json, sql_echo=False)

    assert isinstance(made["formatters"]["structured"]["processors"][-1], renderer)
