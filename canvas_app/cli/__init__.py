"""This room is the command line: each file parses, calls and writes one group of commands.

It knows files and the engine, and neither the window nor the session; what opens a window is handed
in by `canvas_app.__main__`. Heavy imports stay inside the commands, so that help is quick.
"""
