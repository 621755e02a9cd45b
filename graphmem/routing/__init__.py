"""Routes, legs and station names."""
