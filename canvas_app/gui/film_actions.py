"""Rows of the Animation menu: keys, playing, whole films, and where they go."""

from __future__ import annotations

from . import filming
from .action_row import Action

ROWS: tuple[Action, ...] = (
    Action("film_key", "Add Keyframe", "What you see becomes a key of the film", "Animation",
           filming.add_key, ("K",), "add_key", anywhere=False),
    Action("film_unkey", "Delete Keyframe", "Take out the selected keys, or the one at the playhead",
           "Animation", lambda d: d.timeline.remove(), ("Shift+K",), "delete", anywhere=False,
           enabled=lambda s: s.film is not None, why="There is no film"),
    Action("film_back", "Previous Key", "Go to the key before", "Animation",
           lambda d: d.timeline.jump(-1), (",",), "previous_key", anywhere=False,
           enabled=lambda s: s.film is not None, why="There is no film"),
    Action("film_on", "Next Key", "Go to the next key", "Animation",
           lambda d: d.timeline.jump(1), (".",), "next_key", anywhere=False,
           enabled=lambda s: s.film is not None, why="There is no film"),
    Action("film_frame_back", "Frame Back", "One frame back", "Animation",
           lambda d: d.timeline.step(-1), ("Shift+,", "<"), anywhere=False,
           enabled=lambda s: s.film is not None, why="There is no film"),
    Action("film_frame_on", "Frame On", "One frame on", "Animation",
           lambda d: d.timeline.step(1), ("Shift+.", ">"), anywhere=False,
           enabled=lambda s: s.film is not None, why="There is no film"),
    Action("film_play", "Play", "Play the film, or stop it", "Animation", filming.play,
           ("Ctrl+Space",), "play", ends_group=True),
    Action("film_loop", "Make Loopable", "The end flows into the beginning, exactly", "Animation",
           filming.make_loopable, icon="loop"),
    Action("film_tour", "Tour of Random Latents", "A film through random latents and back",
           "Animation", filming.tour),
    Action("film_flight", "Flight through the Zoom", "A film from the whole to what you see",
           "Animation", filming.flight, ends_group=True),
    Action("film_open", "Open Timeline…", "Open a timeline, or a film that carries one",
           "Animation", filming.open_timeline),
    Action("film_reopen", "Reopen Last Film", "The film that was open last, also after a crash",
           "Animation", filming.reopen),
    Action("film_save", "Save Timeline…", "Save the film's keys as a small file", "Animation",
           filming.save_timeline, enabled=lambda s: s.film is not None, why="There is no film"),
    Action("film_export", "Export Film…", "Write the film as MP4, WebM, GIF ...", "Animation",
           filming.export, ("Ctrl+Alt+E",), "film", enabled=lambda s: s.film is not None,
           why="There is no film", ends_group=True),
    Action("timeline", "Timeline", "Open or close the timeline", "Animation", filming.show,
           icon="film"),
)  # fmt: skip
