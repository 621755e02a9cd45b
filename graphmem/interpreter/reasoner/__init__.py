"""The reasoner without torch: every gate and letter is 0 or 1."""
