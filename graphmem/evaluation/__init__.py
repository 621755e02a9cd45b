"""Everything that measures a machine: networks, evaluation sets, lengths, proof."""
