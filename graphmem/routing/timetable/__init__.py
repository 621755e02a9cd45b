"""Earliest arrivals by timetable: a question as events in time, the machine's journey, and exact search."""

from .ask import TimedAnswer, ask_timetable
from .connection_scan import search
from .journey import TimedJourney, TimedLeg
from .question import Merit, Question, Ride

__all__ = ["Merit", "Question", "Ride", "TimedAnswer", "TimedJourney", "TimedLeg", "ask_timetable", "search"]
