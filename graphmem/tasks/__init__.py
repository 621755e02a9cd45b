"""What is asked of a machine: episodes, questions, curricula."""
