"""Subscription schedules: a subscription's terms over time, phase by phase.

https://docs.stripe.com/billing/subscriptions/subscription-schedules
"""
