"""Cli: the command line. Each file parses, calls and prints one group of commands.

Belongs here: words to values, answers to lines, exit codes. Does not: how anything is drawn or written
(io, engine), the window and the session; what opens a window is handed in by `canvas_app.__main__`.
Heavy imports stay inside the commands, so that help is quick.
"""
