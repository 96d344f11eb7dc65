"""ACTIONS: one table of everything a person can do. Menus, keys, toolbar and cheat sheet read it."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from canvas_app.session import operations
from canvas_app.session.session import Session

from . import (
    about,
    areas,
    cell_actions,
    chances,
    command_palette,
    dialogs,
    documents,
    film_actions,
    fit_actions,
    help,
    layouts,
    preferences,
    render_actions,
    report,
    sharing,
    slices,
    space_actions,
    view_actions,
    volume_export,
)
from .action_row import Action, Menu
from .desk import Desk
from .keys_sheet import KeysSheet
from .words import tr

_ROLES = {
    "about": QAction.MenuRole.AboutRole,
    "settings": QAction.MenuRole.PreferencesRole,
    "quit": QAction.MenuRole.QuitRole,
}
MENUS: tuple[Menu, ...] = ("File", "Edit", "View", "Field", "Fit", "Animation", "Render", "Help")


def _undo_label(session: Session) -> str:
    return f"{tr('Undo')} {session.history.undo_label}".strip()


def _redo_label(session: Session) -> str:
    return f"{tr('Redo')} {session.history.redo_label}".strip()


ACTIONS: tuple[Action, ...] = (
    Action("new", "New", "Begin with a plain field", "File", documents.new, ("Ctrl+N",)),
    Action("open", "Open…", "Open a recipe or an exported picture", "File", dialogs.open_file,
           ("Ctrl+O",), "open", ends_group=True),
    Action("reopen", "Reopen Last Work", "Go on where the last session ended, undo and all",
           "File", lambda d: d.reopen(), ends_group=True),
    Action("save", "Save", "Save the recipe", "File", dialogs.save, ("Ctrl+S",), "save"),
    Action("save_as", "Save As…", "Save the recipe under another name", "File", dialogs.save_as,
           ("Ctrl+Shift+S",), ends_group=True),
    Action("export", "Export Image…", "Export this view as a picture", "File",
           dialogs.export_image, ("Ctrl+E",), "export"),
    Action("share_page", "Share as Page…", "Export this piece as a web page that lives by itself",
           "File", dialogs.share_page, ("Ctrl+Shift+E",), "link", ends_group=True),
    Action("export_volume", "Export Volume…",
           "Write voxels, a mesh or a still of the field in space", "File",
           volume_export.export_volume, ("Ctrl+Alt+V",), "volume", ends_group=True),
    Action("quit", "Quit", "Leave Canvas", "File", lambda d: d.window.close(), ("Ctrl+Q",)),
    Action("undo", "Undo", "Take the last change back", "Edit", lambda d: d.session.undo(),
           ("Ctrl+Z",), "undo", enabled=lambda s: bool(s.history.undo_label), label=_undo_label,
           why="Nothing has been changed yet"),
    Action("redo", "Redo", "Do again what was taken back", "Edit", lambda d: d.session.redo(),
           ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", enabled=lambda s: bool(s.history.redo_label),
           label=_redo_label, why="Nothing was taken back", ends_group=True),
    Action("copy", "Copy Parameters", "Copy the recipe as text", "Edit",
           sharing.copy_parameters, ("Ctrl+C",), "copy", anywhere=False),
    Action("paste", "Paste Parameters", "Open the recipe on the clipboard", "Edit",
           sharing.paste, ("Ctrl+V",), "paste", anywhere=False),
    Action("copy_image", "Copy Image", "Copy this view as a picture", "Edit",
           sharing.copy_image, ("Ctrl+Shift+C",), ends_group=True),
    Action("paste_colour", "Colour", "Take only the colours of what was copied", "Edit",
           lambda d: sharing.paste(d, "colour"), under="Paste Only"),
    Action("paste_view", "View", "Take only the view of what was copied", "Edit",
           lambda d: sharing.paste(d, "view"), under="Paste Only"),
    Action("paste_field", "Field", "Take only the field of what was copied", "Edit",
           lambda d: sharing.paste(d, "field"), under="Paste Only"),
    Action("settings", "Settings…", "What you may choose", "Edit", preferences.show,
           ("Ctrl+,",), "settings"),
    Action("zoom_in", "Zoom In", "Zoom in", "View", lambda d: d.host.zoom(1 / 1.2),
           ("Ctrl++", "Ctrl+="), "zoom_in"),
    Action("zoom_out", "Zoom Out", "Zoom out", "View", lambda d: d.host.zoom(1.2),
           ("Ctrl+-",), "zoom_out"),
    Action("home", "Reset View", "Go to where this artwork starts", "View", dialogs.go_home,
           ("Home", "Ctrl+0"), "view_home", anywhere=False),
    Action("zoom_rectangle", "Zoom to Rectangle", "Draw a rectangle and go there; Shift: zoom out",
           "View", lambda d: d.host.arm_rectangle(), ("Z",), anywhere=False,
           ends_group=True),
    Action("back", "Previous View", "Go to the view before", "View",
           lambda d: d.host.navigator.back(), ("Alt+Left",), "view_back", enabled=lambda s: s.trail.can_back,
           why="There is no view before this one"),
    Action("forward", "Next View", "Go to the view after", "View",
           lambda d: d.host.navigator.forward(), ("Alt+Right",), "view_forward",
           enabled=lambda s: s.trail.can_forward, why="You have not gone back",
           ends_group=True),
    Action("turn_right", "Rotate Clockwise", "Turn the picture 15° clockwise", "View",
           lambda d: d.host.turn(-15), ("]",), anywhere=False),
    Action("turn_left", "Rotate Anticlockwise", "Turn the picture 15° anticlockwise", "View",
           lambda d: d.host.turn(15), ("[",), anywhere=False),
    Action("straighten", "Reset Rotation", "Turn the picture upright", "View",
           dialogs.straighten, ("\\",), anywhere=False,
           enabled=lambda s: s.view.angle != 0, why="The picture is upright",
           ends_group=True),
    *slices.ROWS,
    *space_actions.ROWS,
    Action("theme", "Switch Theme", "Change between dark and light", "View",
           dialogs.switch_theme),
    Action("full_screen", "Full Screen", "Fill the screen", "View", dialogs.full_screen,
           ("F11",), "full_screen"),
    Action("panels", "Hide Panels", "Hide or show all panels", "View",
           lambda d: d.toggle_panels(), ("Tab",), anywhere=False, ends_group=True),
    Action("next_area", "Next Area", "Take the keys to the next part of the window", "View",
           lambda d: areas.go(d, 1), ("F6",)),
    Action("area_before", "Previous Area", "Take the keys to the part before", "View",
           lambda d: areas.go(d, -1), ("Shift+F6",), ends_group=True),
    Action("random", "Random", "New random field", "Field",
           lambda d: operations.random(d.session, d.lanes.files), ("G",), "random",
           anywhere=False),
    Action("random_unlocked", "Random Unlocked", "Draw everything that is not locked", "Field",
           chances.random_unlocked, ("Shift+G",), anywhere=False),
    Action("mutate", "Mutate", "One small step away; the weights stay", "Field",
           chances.mutate, ("M",), "mutate", anywhere=False, ends_group=True),
    Action("reroll_weights", "Reroll Weights", "The same network with other weights", "Field",
           chances.reroll_weights, enabled=lambda s: not s.locks.holds("field.seed"),
           why="The seed is locked"),
    Action("reroll_activations", "Reroll Activations", "The same weights, other activations",
           "Field", chances.reroll_activations, ends_group=True),
    *cell_actions.ROWS,
    Action("copy_seed", "Copy Seed", "Copy the seed of this field", "Field",
           dialogs.copy_seed, icon="seed"),
    Action("paste_seed", "Paste Seed", "Take the seed on the clipboard", "Field",
           chances.paste_seed, ends_group=True),
    Action("lock_hovered", "Lock Control", "Lock or unlock the control under the pointer", "Field",
           chances.lock_hovered, ("L",), anywhere=False),
    Action("lock_panel", "Lock Panel", "Lock or unlock all of the panel in front", "Field",
           chances.lock_panel, ("Ctrl+L",)),
    Action("lock_all", "Lock All", "Random and Mutate leave everything alone", "Field",
           chances.lock_all, icon="locked"),
    Action("unlock_all", "Unlock All", "Random and Mutate may touch everything", "Field",
           chances.unlock_all, icon="lock", enabled=lambda s: bool(s.locks.paths),
           why="Nothing is locked"),
    Action("layout_default", "Default", "Every panel where it was at first", "View",
           lambda d: layouts.arrange(d, "default"), under="Layout"),
    Action("layout_explore", "Explore", "A wide gallery, no inspector", "View",
           lambda d: layouts.arrange(d, "explore"), under="Layout"),
    *view_actions.ROWS,
    *fit_actions.ROWS,
    *film_actions.ROWS,
    *space_actions.FILMS,
    *render_actions.ROWS,
    Action("help", "Canvas Guide", "The guide, at the page about this panel", "Help",
           lambda d: help.show(d, key_rows()), ("F1",), "help"),
    Action("welcome", "Welcome", "Show the welcome card", "Help", lambda d: d.welcome(),
           icon="gallery"),
    Action("walk", "Tour", "A short walk through the window", "Help", lambda d: d.walk(),
           icon="tour", ends_group=True),
    Action("keys", "Keyboard Shortcuts", "Every key Canvas knows", "Help",
           lambda d: KeysSheet(d, key_groups()).open(), ("Ctrl+/",), "keyboard"),
    Action("palette", "Command Palette…", "Find any command by its name", "Help",
           lambda d: command_palette.show(d, commands(d)), ("Ctrl+Shift+P",), "command",
           ends_group=True),
    Action("report", "Report a Problem…", "Gather what somebody who helps needs", "Help",
           report.show, icon="copy"),
    Action("logs", "Open Log Folder", "Show the logs in the file manager", "Help",
           report.open_log_folder, ends_group=True),
    Action("about", "About Canvas", "Version and licences", "Help", about.show, icon="info"),
)  # fmt: skip


def key_rows() -> list[tuple[str, str]]:
    """Title and keys of every action that has keys."""
    native = QKeySequence.SequenceFormat.NativeText
    return [(tr(a.title), QKeySequence(a.keys[0]).toString(native)) for a in ACTIONS if a.keys]


def key_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """The same by menu, with every key."""
    native = QKeySequence.SequenceFormat.NativeText
    out = []
    for menu in MENUS:
        rows = [
            (tr(a.title), "  ".join(QKeySequence(k).toString(native) for k in a.keys))
            for a in ACTIONS
            if a.menu == menu and a.keys
        ]
        out.append((tr(menu), rows))
    return out


def commands(desk: Desk) -> list[command_palette.Command]:
    """Every action as the command palette wants it."""
    out = []
    for row in ACTIONS:
        action = desk.window.findChild(QAction, row.id)
        if isinstance(action, QAction):
            menu = f"{tr(row.menu)}: {tr(row.under)}" if row.under else tr(row.menu)
            out.append(command_palette.Command(action, menu, row.why))
    return out


def with_letter(row: Action, title: str) -> str:
    """The title with an & before its access key, which no other row of its menu has."""
    letter = _letters().get(row.id, "")
    at = title.casefold().find(letter) if letter else -1
    return title if at < 0 else f"{title[:at]}&{title[at:]}"


@cache
def _letters() -> dict[str, str]:
    """The access key of each row. A row whose letters are all taken makes others give way, along an
    augmenting path, as long as there is any letter for them."""
    chosen: dict[str, str] = {}
    taken: dict[tuple[str, str], dict[str, Action]] = {}

    def place(row: Action, tried: set[str]) -> bool:
        owners = taken.setdefault((row.menu, row.under), {})
        starts = [word[0] for word in row.title.casefold().split()]
        letters = [c for c in (*starts, *row.title.casefold()) if c.isalnum()]
        free = [c for c in letters if c not in owners]
        for letter in free or letters:
            if letter not in tried:
                tried.add(letter)
                if free or place(owners[letter], tried):
                    owners[letter], chosen[row.id] = row, letter
                    return True
        return False

    for row in ACTIONS:
        place(row, set())
    return chosen


def tooltip(action: Action, title: str = "") -> str:
    """What an icon says when asked: the tip and its first key."""
    text = title or tr(action.tip)
    if not action.keys:
        return text
    keys = QKeySequence(action.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{text} ({keys})"


class LiveActions:
    """The table as Qt actions that follow the session."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._groups: dict[str, QActionGroup] = {}
        self.by_id = {row.id: self._make(row) for row in ACTIONS}
        desk.session.state_changed.connect(self.refresh)
        desk.session.view_changed.connect(self.refresh)
        desk.session.locks.changed.connect(self.refresh)
        desk.prefs.changed.connect(self._tick)
        desk.theme.changed.connect(self.refresh_icons)
        self.refresh()
        self.refresh_icons()
        self._tick()

    def refresh(self, *_: object) -> None:
        """Titles and what is possible, from the session."""
        session = self._desk.session
        for row in ACTIONS:
            action = self.by_id[row.id]
            action.setEnabled(row.enabled(session))
            title = row.label(session) if row.label else tr(row.title)
            text = with_letter(row, title)
            if text != action.text():
                action.setText(text)
                action.setToolTip(tooltip(row, title if row.label else ""))

    def refresh_icons(self) -> None:
        """Icons in the colours of the theme."""
        for row in ACTIONS:
            if row.icon:
                self.by_id[row.id].setIcon(self._desk.theme.icon(row.icon))

    def _tick(self, *_: object) -> None:
        """Ticks, from the preferences."""
        for row in ACTIONS:
            if row.on is not None:
                self.by_id[row.id].setChecked(row.on(self._desk.prefs.prefs))

    def _make(self, row: Action) -> QAction:
        action = QAction(with_letter(row, tr(row.title)), self._desk.window)
        action.setObjectName(row.id)
        action.setMenuRole(_ROLES.get(row.id, QAction.MenuRole.NoRole))
        action.setToolTip(tooltip(row))
        action.setStatusTip(tr(row.tip))
        action.setShortcuts([QKeySequence(k) for k in row.keys])
        if not row.anywhere:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        owner = self._desk.window if row.anywhere else self._desk.host
        owner.addAction(action)
        action.setCheckable(row.on is not None)
        if row.one_of:
            group = self._groups.setdefault(row.one_of, QActionGroup(self._desk.window))
            group.addAction(action)
        action.triggered.connect(lambda: row.run(self._desk))
        return action


__all__ = ["ACTIONS", "MENUS", "Action", "LiveActions", "Menu", "tooltip"]
