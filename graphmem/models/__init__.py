"""Controllers and whole machines."""
