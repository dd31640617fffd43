"""Days as the shop counts them: from midnight to midnight in TIME_ZONE."""

from datetime import date, datetime, time

from django.utils import timezone


def start_of(day: date) -> datetime:
    """Return the first moment of the day."""
    zone = timezone.get_default_timezone()
    return timezone.make_aware(datetime.combine(day, time.min), zone)
