"""The memory of the neural Turing machine of 2014."""
