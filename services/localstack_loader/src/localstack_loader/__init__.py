"""Loads extensions into LocalStack's open core, whose own loader is part of the licensed one."""
