"""Where random networks come from."""
