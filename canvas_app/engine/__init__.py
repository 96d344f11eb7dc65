"""Engine: the mathematics. Torch and generators; no threads, no clocks, no prints, no windows.

The spine is `render.py`: every pixel, live or exported, is a RenderRequest that became Frames.
`painter.py` makes one tile of it. On the way: `space` and `inputs` (coordinates to features), a
family's program (`network`, `families/`) run by `evaluate`, `levels` (home statistics), a craft of
`heads/`, `shade`, `finish`.
`request.py`, `family.py`, `network.py` and the families themselves import no torch, so that listing,
decoding and asking are quick. Long work yields; whoever drives it decides when to stop.
"""
