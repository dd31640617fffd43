"""What the clients read of a page, and what they count."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from database.settings.url import parse_url
from tests.bench.databases import url
from tests.bench.load import carry_out
from tests.bench.rows import queries_by_request
from tests.bench.visitor import Answer, Failed, Visitor

PAGE = b"""
<form action="/search/"><input type="hidden" name="csrf" value="no"></form>
<form method="post" action="/basket/add/">
  <input type="hidden" name="csrf" value="yes">
  <input value="a &amp; b" name="product" type="hidden">
  <input type="text" name="quantity" value="1">
</form>
"""


class Site(BaseHTTPRequestHandler):
    """Greets who brings no cookie with one, and leads from /there to the page."""

    def do_GET(self) -> None:
        status = {"/": 200, "/there": 302}.get(self.path, 404)
        self.send_response(status)
        self.send_header("Location", "/")
        if "Cookie" not in self.headers:
            self.send_header("Set-Cookie", "name=value; Path=/")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def port():
    with HTTPServer(("127.0.0.1", 0), Site) as server:
        thread = Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_form_s_hidden_fields_are_sent_as_a_browser_would():
    answer = Answer("/p/mug/", 200, "", PAGE)

    assert answer.hidden("/basket/add/") == {"csrf": "yes", "product": "a & b"}
    with pytest.raises(Failed, match=r"^/p/mug/ \(200\) has no form for /checkout/\.$"):
        answer.hidden("/checkout/")


def test_a_visitor_keeps_cookies_and_follows_where_it_is_led(port):
    visitor = Visitor(port)

    answers = visitor.follow("/there")

    assert [answer.status for answer in answers] == [302, 200]
    assert answers[1].body == PAGE
    assert answers[1].header("set-cookie") == ""
    assert visitor.cookies == {"name": "value"}


def test_clients_count_every_answer_and_its_size(port):
    task = {"port": port, "path": "/", "cookies": {}, "seconds": 0.05, "clients": 2}

    told = carry_out(task)

    assert told["size"] == len(PAGE)
    assert told["seconds"] >= 0.05
    assert len(told["milliseconds"]) >= 2


def test_a_page_that_fails_ends_the_task_with_a_sentence(port):
    task = {"port": port, "path": "/x", "cookies": {}, "seconds": 0.05, "clients": 2}

    assert carry_out(task) == {"failed": "GET /x answered 404, not 200."}


def test_queries_are_counted_by_the_id_of_their_request(tmp_path):
    query = {"logger": "django.db.backends", "request_id": "a"}
    lines = [query, query, {**query, "request_id": "b"}, {**query, "logger": "x"}]
    log = tmp_path / "log"
    log.write_text("\n".join(["[gunicorn] begins", *map(json.dumps, lines)]))

    assert queries_by_request(log) == {"a": 2, "b": 1}


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
def test_the_address_of_a_database_survives_its_password(kind):
    where = {"ENGINE": f"django.db.backends.{kind}", "NAME": "shop_bench_1"}
    where |= {"USER": "a@b", "PASSWORD": "p/?#:@ %", "HOST": "db", "PORT": "5433"}

    parts = parse_url(url(where))

    assert (parts["kind"], parts["host"], parts["port"]) == (kind, "db", "5433")
    assert (parts["user"], parts["password"]) == ("a@b", "p/?#:@ %")
    assert parts["database"] == "shop_bench_1"
