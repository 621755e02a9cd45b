"""The discretised programs as sentences and as JSON."""
