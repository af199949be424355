"""The machinery that drives a checkout and judges what it did."""
