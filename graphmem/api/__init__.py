"""The front door: routes and travel times in one call.  ``import graphmem`` offers all of this."""

from .routes import Route, route
from .times import travel_times

__all__ = ["Route", "route", "travel_times"]
