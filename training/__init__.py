"""Trains the reader that packages/tidings-en holds: from gold data and a base encoder to the package."""
