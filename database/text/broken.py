"""Text that no column takes, and PostgreSQL's driver not even sends."""


def is_broken(text: str) -> bool:
    """Tell whether the text holds NUL or half of a surrogate pair."""
    return "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text)
