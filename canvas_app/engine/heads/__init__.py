"""Heads: one file a craft that turns normalised field values into OKLab, found by being here.

None knows its sisters; what they share lies in `engine/head.py`. Relief, stars and tone come after
them (`engine/shade.py`), so a head never does those.
"""
