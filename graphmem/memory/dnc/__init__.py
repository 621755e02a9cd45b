"""The memory of the differentiable neural computer of 2016, exactly as in the paper."""
