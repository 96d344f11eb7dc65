"""One file a format. Each registers a generator with `@exporter`; none knows its sisters."""
