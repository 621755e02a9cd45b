"""The interpreters on the DNC paper's input and output channels."""
