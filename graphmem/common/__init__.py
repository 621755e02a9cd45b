"""Helpers that several packages share: atomic files, digests, CSV rows, tables and text."""
