"""What the suite `scenarios/` says in words of its own, without a shop."""
