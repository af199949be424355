"""The Stripe emulator, tested over HTTP and with the real SDK; fact numbers are those of the API facts."""
