"""Families: one file a kind of field. A spec, and the program of plain operations it lowers to.

Files here do not know their sisters and import no torch. To add a family, add a file: the chooser,
the form, --set, the file format, the reference and the contract tests follow from it.
"""
