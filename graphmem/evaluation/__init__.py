"""Everything that measures a machine: on networks, evaluation sets and lengths, and by proof."""
