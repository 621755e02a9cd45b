"""The tunnelbana of Stockholm in 2018 as tables."""
