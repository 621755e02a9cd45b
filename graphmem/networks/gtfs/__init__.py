"""GTFS feeds: read and checked, platforms made stations, and the network that their trips run on."""

from .calendars import running_services, service_span, services_on
from .feed import Feed, read_feed
from .network import feed_network
from .publisher import feed_about
from .route_types import WORDS, route_types
from .stations import Stations, stations_of

__all__ = [
    "WORDS",
    "Feed",
    "Stations",
    "feed_about",
    "feed_network",
    "read_feed",
    "route_types",
    "running_services",
    "service_span",
    "services_on",
    "stations_of",
]
