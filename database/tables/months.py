"""Months as partitions count them: from midnight to midnight in UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month in UTC."""

    year: int
    number: int  # 1 to 12

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """Return the month that an aware moment lies in."""
        at = moment.astimezone(UTC)
        return cls(at.year, at.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026_11", the end of a partition's name. Raises ValueError."""
        at = datetime.strptime(text, "%Y_%m").replace(tzinfo=UTC)
        return cls.of(at)

    def plus(self, months: int) -> "Month":
        """Return the month so many months later; earlier where negative."""
        count = self.year * 12 + self.number - 1 + months
        return Month(count // 12, count % 12 + 1)

    @property
    def begin(self) -> datetime:
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first moment after the month."""
        return self.plus(1).begin

    def __str__(self) -> str:
        return f"{self.year:04d}_{self.number:02d}"
