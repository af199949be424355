"""What one case is and what came of it: its description, its phases, and all cases of a run put together."""
