"""The command line: one module a verb; it prints, and computes nothing."""
