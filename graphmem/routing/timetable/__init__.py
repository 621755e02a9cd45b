"""Earliest arrival by timetable: questions as events in time, the machine's journeys, and exact search."""

from .ask import TimedAnswer, ask_timetable
from .connection_scan import search
from .journey import TimedJourney, TimedLeg
from .question import Merit, Ride, TimetableQuestion

__all__ = ["Merit", "Ride", "TimedAnswer", "TimedJourney", "TimedLeg", "TimetableQuestion", "ask_timetable", "search"]
