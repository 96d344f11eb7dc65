"""Session: the one thing that changes while Canvas is open: what is shown, from where, and how it
came to be so.

Belongs here: the session itself, undo, views one rested at, the gallery, settings, autosave and
recovery, operations that take time. Values come in, signals (psygnal) go out; widgets follow. Does
not: Qt and OpenGL, so that every behaviour of the window can be tested without one; nor file formats
(io) and mathematics (engine), which it only calls.
"""
