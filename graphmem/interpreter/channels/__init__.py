"""Discretised machines on the input and output channels of the DNC paper."""
