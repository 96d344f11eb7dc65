"""Io: values into files and files into values: recipes, pictures, what they carry.

Belongs here: functions from paths and bytes to artworks and back; long work is a generator of
`Progress`. Does not: threads, Qt and what a person clicked. Nothing here executes what it reads; sizes
and lengths are checked before anything is allocated; writes go to a temporary file in the same folder.
"""
