"""Pixels on a GPU. Main thread only; knows frames and views, no session and no panels."""
