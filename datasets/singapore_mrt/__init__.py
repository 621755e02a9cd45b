"""The MRT and LRT of Singapore in 2024 as tables."""
