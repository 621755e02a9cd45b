"""The U-Bahn of Berlin in 2018 as tables."""
