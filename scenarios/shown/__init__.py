"""What is shown, as it is, and to whom: goods, and pages in a browser."""
