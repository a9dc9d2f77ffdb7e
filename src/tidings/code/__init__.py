"""Reads statements, mentions and figures off an article, in small steps from `Analysis` to `Analysis`."""
