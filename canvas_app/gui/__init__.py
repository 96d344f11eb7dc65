"""Gui: widgets, thin. The session's values in, the hand's wishes out.

Belongs here: windows, docks, dialogs, actions and what they look like. Does not: state of the work
(session), pixels (render), formulas and files: a widget that computes cannot be tested without a
window. Main thread only; whatever takes time goes into a lane of `canvas_app.jobs`.
"""
