"""Render: pixels on a GPU. Frames and views go in, a picture on the screen comes out.

Belongs here: the canvas, where frames are placed, what OpenGL offers. Does not: sessions, panels and
fields: what to draw is decided elsewhere, so that a fake of a few methods can stand in. Main thread
only.
"""
