"""The tramway of Montpellier in 2018 as tables."""
