"""Exporters: one file a format, found by being here.

Each registers a generator with `@exporter` and knows no sister; what two formats share (strips, the
packet that carries a recipe, atomic writing) lies in `canvas_app.io`.
"""
