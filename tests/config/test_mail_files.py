"""Mails as files: one for each, which a mail program opens."""

import email
import re
from concurrent.futures import ThreadPoolExecutor
from email import policy
from pathlib import Path

import pytest
import time_machine
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection

BACKEND = "config.mail_files.EmailBackend"


@pytest.fixture
def send(tmp_path):
    def send(subject: str = "Your order", to: str = "ada@shop.example") -> int:
        message = EmailMultiAlternatives(
            subject=subject,
            body="Grüße £12.00\nGood bye",
            from_email="Shop <shop@shop.example>",
            to=[to],
            connection=get_connection(BACKEND, file_path=tmp_path / "mail"),
        )
        message.attach_alternative("<p>Grüße £12.00</p>", "text/html")
        return message.send()

    return send


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "mail").iterdir())


@time_machine.travel("2026-11-20 09:05:07+00:00", tick=False)
def test_a_file_is_named_by_time_recipient_and_subject(send, tmp_path):
    assert send("Your order 7Q2M4XK9TD: a first parcel") == 1

    (path,) = files(tmp_path)
    assert re.sub(r"-[0-9a-f]{6}\.eml$", "-*.eml", path.name) == (
        "2026-11-20-090507-ada@shop.example-your-order-7q2m4xk9td-a-first-parcel-*.eml"
    )


def test_a_mail_program_reads_text_and_html(send, tmp_path):
    send("Grüße")

    content = files(tmp_path)[0].read_bytes()
    message = email.message_from_bytes(content, policy=policy.default)
    assert message["Subject"] == "Grüße"
    assert message["To"] == "ada@shop.example"
    assert message.get_body(["plain"]).get_content().startswith("Grüße £12.00")
    assert "<p>Grüße £12.00</p>" in message.get_body(["html"]).get_content()
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_only_the_shops_user_reads_it(send, tmp_path):
    send()

    assert files(tmp_path)[0].stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("to", "part"),
    [
        ("../../etc/passwd@x.example", "-_.._etc_passwd@x.example-"),
        ("a b'$(x)@x.example", "-a_b_x_@x.example-"),
        ("ADA@Shop.Example", "-ada@shop.example-"),
    ],
)
def test_no_recipient_leads_out_of_the_folder(send, tmp_path, to, part):
    send(to=to)

    (path,) = files(tmp_path)
    assert part in path.name


@pytest.mark.parametrize(
    "hostile", [{"subject": "two\nBcc: eve@x.example"}, {"to": "a\r\nBcc: e@x.example"}]
)
def test_a_header_with_a_line_break_is_refused_and_leaves_no_file(
    send, tmp_path, hostile
):
    with pytest.raises(BadHeaderError):
        send(**hostile)

    assert files(tmp_path) == []


def test_many_to_one_person_at_one_time_are_a_file_each(send, tmp_path):
    with ThreadPoolExecutor(8) as pool:
        for _number in range(40):
            pool.submit(send)

    assert len(files(tmp_path)) == 40
    assert {path.suffix for path in files(tmp_path)} == {".eml"}


def test_a_long_subject_makes_no_name_that_is_too_long(send, tmp_path):
    send("x" * 240, to="a" * 200 + "@shop.example")

    assert len(files(tmp_path)[0].name) < 160
