"""Zone 1 interchange stations of the London Underground as tables."""
