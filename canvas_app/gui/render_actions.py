"""Rows of the Render menu: what waits to be written, and what can be done with it."""

from __future__ import annotations

from canvas_app.session.session import Notice

from . import dialogs
from .action_row import Action
from .desk import Desk
from .lower import open_lower
from .words import tr


def show_queue(desk: Desk) -> None:
    """Open the lower dock with the jobs."""
    open_lower(desk.window, "queue")


def pause(desk: Desk) -> None:
    """Let everything rest, or go on, and say which: a queue that rests unseen writes nothing."""
    if desk.queue.paused:
        desk.queue.resume()
        desk.session.tell(Notice(tr("The render queue goes on")))
        return
    desk.queue.pause()
    words = tr("Nothing is written until you choose Pause or Go On again.")
    desk.session.tell(Notice(tr("The render queue rests"), words))


ROWS: tuple[Action, ...] = (
    Action("queue_add", "Add to Queue…", "Choose what to render while you go on", "Render",
           dialogs.export_image, ("Ctrl+R",), ends_group=True),
    Action("queue_show", "Show Queue", "What waits, is under way, done or failed", "Render",
           show_queue, icon="queue"),
    Action("queue_pause", "Pause or Go On", "Let the render queue rest, or go on", "Render", pause),
    Action("queue_stop", "Stop Rendering", "End the job under way; it can be tried again", "Render",
           lambda d: d.queue.stop(), ("Ctrl+.",)),
    Action("queue_clear", "Clear Finished", "Take out of the list what is done", "Render",
           lambda d: d.queue.clear()),
)  # fmt: skip
