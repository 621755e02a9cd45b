"""Tables of measured figures: their columns, and how they are read and written.  Nothing here imports PyTorch."""
