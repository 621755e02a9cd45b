"""The calendar of a feed: the days on which trips run."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from .schema import DAYS

if TYPE_CHECKING:
    from .feed import Feed


def services_on(feed: Feed, day: date) -> frozenset[str]:
    """The service_ids that run on a service day: those of its weekday, less exceptions, plus additions."""
    written = day.strftime("%Y%m%d")
    weekly = feed.calendar
    runs = (weekly["start_date"] <= written) & (written <= weekly["end_date"]) & (weekly[DAYS[day.weekday()]] == 1)
    changes = feed.calendar_dates[feed.calendar_dates["date"] == written]
    added, removed = (set(changes.loc[changes["exception_type"] == kind, "service_id"]) for kind in (1, 2))
    return frozenset((set(weekly.loc[runs, "service_id"]) - removed) | added)


def running_services(feed: Feed) -> frozenset[str]:
    """The service_ids that run on one day at least."""
    changes = feed.calendar_dates
    running = set(changes.loc[changes["exception_type"] == 1, "service_id"])
    removed = changes[changes["exception_type"] == 2].groupby("service_id")["date"].agg(list).to_dict()
    for week in feed.calendar.to_dict("records"):
        mask = [week[day] for day in DAYS]
        if week["service_id"] in running or not any(mask):
            continue
        first, last = _day(week["start_date"]), _day(week["end_date"])
        if last < first:
            continue
        days = int(np.busday_count(first, last + np.timedelta64(1, "D"), weekmask=mask))
        off = np.array([_day(day) for day in removed.get(week["service_id"], ())], dtype="datetime64[D]")
        off = np.unique(off[(first <= off) & (off <= last)])
        if days > int(np.is_busday(off, weekmask=mask).sum()):
            running.add(week["service_id"])
    return frozenset(running)


def service_span(feed: Feed) -> tuple[date, date] | None:
    """The first and the last day of the calendar, or None in a feed whose calendar is empty."""
    days = [*feed.calendar["start_date"], *feed.calendar["end_date"]]
    days += feed.calendar_dates.loc[feed.calendar_dates["exception_type"] == 1, "date"].tolist()
    if not days:
        return None
    first, last = (datetime.strptime(day, "%Y%m%d").date() for day in (min(days), max(days)))
    return first, last


def _day(written: str) -> np.datetime64:
    return np.datetime64(f"{written[:4]}-{written[4:6]}-{written[6:]}", "D")
