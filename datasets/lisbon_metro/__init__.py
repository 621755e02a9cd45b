"""The metro of Lisbon in 2018 as tables."""
