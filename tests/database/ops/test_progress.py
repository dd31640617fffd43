"""Progress of long work: a bar on a terminal, plain lines otherwise."""

from io import StringIO

from database.ops import progress


class Terminal(StringIO):
    def isatty(self):
        return True


def test_without_a_terminal_every_stage_ends_with_a_plain_line():
    stream = StringIO()

    assert list(progress.track("abc", "Reading", None, stream=stream)) == [*"abc"]

    assert stream.getvalue() == "Reading: 3, done\n"


def test_between_two_plain_lines_lies_a_pause(monkeypatch):
    monkeypatch.setattr(progress, "PAUSE", 0.0)
    stream = StringIO()

    list(progress.track(range(2500), "Writing", 2500, stream=stream))

    assert stream.getvalue().splitlines() == [
        "Writing: 1,000 of 2,500",
        "Writing: 2,000 of 2,500",
        "Writing: 2,500, done",
    ]


def test_a_terminal_gets_a_bar(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()

    assert list(progress.track("abc", "Reading", 3, stream=stream)) == [*"abc"]

    assert "Reading" in stream.getvalue()
    assert "3/3" in stream.getvalue()
