"""One file for each seeded bug: its story, the edit, and what the gate must say about it."""
