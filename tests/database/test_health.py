"""Is the process alive, and can it serve?"""

import pytest


def test_healthz_asks_nobody(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_is_200_while_the_database_answers(client):
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_only_take_safe_methods(client, path):
    assert client.post(path).status_code in {403, 405}
