"""Glsl: an artwork printed as a shader, for GLSL 3.30 and GLSL ES 3.00 alike.

Text stands beside the torch of the same thing where that is one small file (activations, noise, colour,
levels, heads, relief, stars, shade, finish); for space and inputs it stands here, under the same names.
"""
