"""Atomic files, CSV rows, digests, text: what several packages need, once each."""
