"""How a graph is written to memory: labels, digits, words, tokens."""
