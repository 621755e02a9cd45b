"""The subways of Tokyo Metro and Toei in 2026 as tables."""
