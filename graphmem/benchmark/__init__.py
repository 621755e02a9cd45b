"""The machines side by side on the DNC paper's tasks: one loop trains them, the same tests examine them."""
