"""Render: pixels on a GPU. Frames and views go in, a picture on the screen comes out.

Belongs here: the canvas, where frames are placed, what OpenGL offers, and the live shader that makes
frames. Does not: sessions, panels and fields: what to draw is decided elsewhere, so that a fake of a few
methods can stand in. The canvas belongs to the main thread; the shader has a thread and a context of its
own (`live.py` says why): live -> worker -> easel -> gl, printed by plates, deep views by deep.
"""
