"""The parts of the timeline: its axis, its strip of pictures, its keys, and curves of single knobs."""
