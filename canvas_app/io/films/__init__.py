"""Films: one file a format of films, found by being here.

Each registers a generator with `@film_format` and knows no sister; what they share (plans, frames,
the encoder, tags, checks) lies in `canvas_app.io`.
"""
