"""The one thing that changes while Canvas is open: what is shown, from where, and what is under way.

Values come in, signals (psygnal) go out; widgets follow. No Qt here, so that every behaviour of the
window can be tested without one.
"""
