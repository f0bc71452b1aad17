"""Today, where the policies are in force."""

from datetime import UTC, date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))
"""China keeps one time zone without summer time, so no time zone data is needed."""


def today() -> date:
    return datetime.now(UTC).astimezone(SHANGHAI).date()
