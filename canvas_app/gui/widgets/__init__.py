"""Widgets: reusable parts that know values and knobs, and no session.

Belongs here: what two panels or dialogs need. Does not: anything that must ask what is shown now; it
is handed values and hands values back by signals, so that it can be tested by itself.
"""
