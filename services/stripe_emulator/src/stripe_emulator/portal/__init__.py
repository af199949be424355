"""The customer portal: what a merchant lets customers do by themselves, and the page where they do it."""
