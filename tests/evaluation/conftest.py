"""Fixtures that the tests of routing share with those of evaluation."""

from ..routing.conftest import *  # noqa: F403 - pytest finds fixtures by name
