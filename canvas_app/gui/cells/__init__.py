"""This room holds the tools that lie on the picture and cut or extend a field by its cells.

What is chosen is a value (`session/cells.py`); overlays paint it and turn hands into other choices; the
tools (`crop_tool`, `extend_tool`) own the overlay and the bar, and ask the session for the work.
"""
