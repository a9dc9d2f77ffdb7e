"""Compiles the places that tidings ships."""
