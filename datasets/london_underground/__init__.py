"""The London Underground of 2025 as tables."""
