"""Core: values. What a picture is, said as immutable specs; numpy and msgspec only.

Belongs here: specs with their knobs, the artwork (the document), views, palettes, weights, random
streams, paths to knobs, chance applied to artworks. Does not: torch, Qt, threads, files (but for
`shipped`, which knows where the data that comes with Canvas lies). Why: everything above speaks in
these values, so they must load in milliseconds and compare by value.
"""
