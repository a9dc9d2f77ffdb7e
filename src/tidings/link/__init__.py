"""Mentions of the same action in different articles, brought together into events.

Every telling is kept: an event is the list of its tellings, with what they agree and disagree on.
"""
