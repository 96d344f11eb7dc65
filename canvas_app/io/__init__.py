"""This room turns values into files and files into values: recipes, pictures, what they carry.

Functions from paths and bytes to artworks and back. Nothing here executes what it reads; sizes and
lengths are checked before anything is allocated; writes go to a temporary file in the same folder.
No threads, no Qt. Long work is a generator of `Progress`.
"""
