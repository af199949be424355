"""The model: what a walk knows, how it is told, and that one seed walks one way."""
