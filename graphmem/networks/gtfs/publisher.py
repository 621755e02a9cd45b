"""Publisher and dates of a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...common.text import joined
from ..about import About
from .calendars import service_span

if TYPE_CHECKING:
    from .feed import Feed

LICENCE = "as set by its publisher; a GTFS feed does not state it"


def feed_about(feed: Feed) -> About | None:
    """Title, source and date by agency.txt and feed_info.txt, or None without an agency."""
    agencies = list(dict.fromkeys(filter(None, feed.agency["agency_name"])))
    if not agencies:
        return None
    who = [feed.feed_info.iloc[0][f"feed_publisher_{what}"] for what in ("name", "url")] if len(feed.feed_info) else []
    who = list(filter(None, who)) or [feed.agency.iloc[0]["agency_name"], feed.agency.iloc[0]["agency_url"]]
    return About(joined(agencies), f"GTFS feed of {', '.join(filter(None, who))}", LICENCE, _date(feed))


def _date(feed: Feed) -> str:
    """The first and last day of the feed, by feed_info.txt or else the calendar."""
    info = feed.feed_info.iloc[0].to_dict() if len(feed.feed_info) else {}
    days = [str(info.get(f"feed_{end}_date", "")) for end in ("start", "end")]
    if not all(days):
        span = service_span(feed)
        days = [day.strftime("%Y%m%d") for day in span] if span else []
    written = " to ".join(f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in days)
    return written + (f" (version {info['feed_version']})" if info.get("feed_version") else "")
