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


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "kontor-web.internal", "a b"])
def test_a_probe_is_answered_whatever_host_it_names(client, path, host):
    assert client.get(path, headers={"Host": host}).status_code == 200


def test_a_page_is_not(client):
    assert client.get("/", headers={"Host": "10.0.0.7:8000"}).status_code == 400
