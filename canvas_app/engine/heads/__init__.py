"""Heads: one file a craft that turns normalised field values into OKLab. They share `engine/head.py`."""
