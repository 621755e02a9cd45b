"""The tramway of Nantes in 2018 as tables."""
