"""The encoding of graphs for machines: labels, digits, memory words and tokens."""
