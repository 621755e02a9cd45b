"""The U-Bahn of Vienna in 2018 as tables."""
