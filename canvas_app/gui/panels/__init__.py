"""Panels: one file a dock, found by being here.

A panel shows the session and asks it to change. It knows neither its sisters nor the window, so that
each can be opened, closed and tested alone; what two panels share lies in `gui/widgets`.
"""
