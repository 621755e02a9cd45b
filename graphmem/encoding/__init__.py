"""How a graph is written to memory: labels, digits, memory words, tokens."""
