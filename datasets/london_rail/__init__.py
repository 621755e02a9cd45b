"""The Underground, DLR, Elizabeth line and Overground of 2025 as tables."""
