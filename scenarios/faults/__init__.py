"""Everything that can break, broken once: at each call of a checkout, one after the other."""
