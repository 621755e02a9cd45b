"""The memory of the differentiable neural computer of 2016, to the letter."""
