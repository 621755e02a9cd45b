"""Earliest arrivals by timetable: a question as events in time, the machine's journey, and exact search."""

from .ask import TimedAnswer, ask_timetable
from .journey import TimedJourney, TimedLeg
from .question import Merit, Question, Ride
from .scan import search

__all__ = ["Merit", "Question", "Ride", "TimedAnswer", "TimedJourney", "TimedLeg", "ask_timetable", "search"]
