"""What a walk knows, and what every step of it has in common."""
