"""Widgets, thin: the session's values in, the hand's wishes out. No state of their own."""
