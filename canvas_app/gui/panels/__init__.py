"""One file a dock. A panel shows the session and asks it to change; it does not know its sisters."""
