"""One module a screen, each with a `router`."""
