"""A card that is saved first, and charged later."""
