"""Tables of measured figures: what they hold, and how they are read and written.  Nothing here imports torch."""
