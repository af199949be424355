"""The tap: a reverse proxy between a checkout and any Stripe backend, which records and judges what the checkout sends.

    python -m harness.tap --listen 127.0.0.1:0 --upstream http://127.0.0.1:4566

`relay` passes bytes on, `exchange` and `ring` keep what passed, `reading` understands it, `rules/` judge it when asked,
`har` tells it to other tools, `own_pages` answers below `/_tap/`.
"""
