"""Side-by-side measurements: `python -m bench`. Figures are ratios against a yardstick measured in the same run."""
