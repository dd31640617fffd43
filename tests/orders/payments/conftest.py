"""What the tests of payments share."""

import pytest


@pytest.fixture(autouse=True)
def books_of_the_test_provider(settings, tmp_path):
    """Give the test provider a folder of its own, and let it pay."""
    settings.TEST_PAYMENTS = "pays"
    settings.TEST_PAYMENTS_FOLDER = tmp_path / "test-payments"
