"""One webhook handler, judged alone: real events of the emulator, signed rightly and in every wrong way.

`kit` is what the probes are made with, `kinds` has a file a kind of probe, `run` sends them and `verdict` makes one
answer of what came. https://docs.stripe.com/webhooks
"""
