"""A failing case as a picture of lanes over time, and as lines for a terminal: drawn from what the verdict holds."""
