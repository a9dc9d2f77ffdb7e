"""How articles and values are shown to people: what the explorer and notebooks share."""
