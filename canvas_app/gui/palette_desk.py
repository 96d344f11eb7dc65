"""Palette desk: what a person does with palettes as files and on the clipboard, for the look panel."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from canvas_app.core.errors import CanvasError
from canvas_app.core.palette import Palette
from canvas_app.io.palettes import palette_from_text, read_palette, write_palette
from canvas_app.session.looks import with_palette
from canvas_app.session.palettes import PaletteShelf, found
from canvas_app.session.session import Notice
from canvas_app.session.trash import offer

from .desk import Desk
from .export_parts import slug
from .words import tr

READS = "*.gpl *.ase *.json *.png *.jpg *.jpeg *.webp *.tif *.tiff"


class PaletteDesk:
    """Keeps, brings, pastes, writes and deletes palettes; every fault is a line, not an end."""

    def __init__(self, desk: Desk, shelf: PaletteShelf) -> None:
        self._desk = desk
        self.shelf = shelf

    def groups(self, words: str) -> list[tuple[str, list[Palette]]]:
        """What the words find, under headings: own palettes first."""
        out: dict[str, list[Palette]] = {}
        for swatch in found(self.shelf.every, words):
            title = tr("Your own") if swatch.group == "own" else tr(swatch.group.capitalize())
            out.setdefault(title, []).append(swatch.palette)
        return list(out.items())

    def take(self, palette: Palette) -> None:
        """Put a palette into the artwork, as one step."""
        session = self._desk.session
        session.edit(tr("Palette {}").format(palette.name), lambda a: with_palette(a, palette))
        session.settle()

    def do(self, name: str) -> None:
        """One of the keys at the foot of the list."""
        deeds = {
            "keep": self.keep, "import": self.bring_asked, "paste": self.paste, "export": self.write,
        }  # fmt: skip
        try:
            deeds[name]()
        except CanvasError as error:
            self._desk.session.tell(Notice.of(error))

    def keep(self) -> None:
        """Keep the palette in use as one's own."""
        palette = self._desk.session.artwork.look.palette
        path = self.shelf.keep(palette)
        self._desk.session.tell(
            Notice(tr("Kept {}").format(palette.name), tier="done", reveal=path)
        )

    def bring_asked(self) -> None:
        """Ask for a file and bring its palette."""
        kinds = f"{tr('Palettes and pictures')} ({READS})"
        desk = self._desk
        path = desk.asks.other_to_open(desk.window, tr("Import Palette"), desk.folder, kinds)
        if path is not None:
            self.bring(path)

    def bring(self, path: Path) -> None:
        """Read a file or a picture in the background, keep its palette and use it."""
        job = self._desk.lanes.files.start(tr("Reading {}").format(path.name), _reading(path))
        job.done.connect(self._on_brought)
        job.failed.connect(lambda error: self._refused(path, error))

    def paste(self) -> None:
        """Use the colours on the clipboard."""
        self.take(palette_from_text(QGuiApplication.clipboard().text(), tr("Pasted")))

    def write(self) -> None:
        """Ask where, and write the palette in use for other programs."""
        palette = self._desk.session.artwork.look.palette
        desk, kinds = self._desk, "GIMP (*.gpl);;Canvas (*.json)"
        start = desk.folder / f"{slug(palette.name)}.gpl"
        path = desk.asks.other_to_save(desk.window, tr("Export Palette"), start, kinds)
        if path is not None:
            if path.suffix.lower() not in (".gpl", ".json"):
                path = path.with_name(f"{path.name}.gpl")
            write_palette(path, palette)
            self._desk.session.tell(
                Notice(tr("Exported {}").format(path.name), tier="done", reveal=path)
            )

    def delete(self, palette: Palette) -> None:
        """Take one of the person's own away; shipped ones stay."""
        path = next((s.path for s in self.shelf.own if s.palette == palette), None)
        if path is None:
            return
        try:
            gone = self.shelf.drop(path)
        except CanvasError as error:
            self._desk.session.tell(Notice.of(error))
            return
        session, lane = self._desk.session, self._desk.lanes.files
        session.tell(offer(session, lane, gone, palette.name, self.shelf.refresh))

    def name_faults(self) -> None:
        """Say which of the person's own palettes cannot be read."""
        names = [path.name for path in self.shelf.faults]
        if names:
            more = tr(" and {} more").format(len(names) - 3) if len(names) > 3 else ""
            self._desk.session.tell(
                Notice(
                    tr("Some of your palettes are damaged"),
                    tr("Left out: {}.").format(", ".join(names[:3]) + more),
                    "warning",
                    self.shelf.folder / names[0],
                )
            )

    def _on_brought(self, palette: Palette) -> None:
        self.take(palette)
        try:
            self.shelf.keep(palette)
        except CanvasError as error:
            self._desk.session.tell(Notice.of(error))

    def _refused(self, path: Path, error: Exception) -> None:
        if isinstance(error, CanvasError):
            self._desk.session.tell(Notice.of(error, tr("No palette in {}").format(path.name)))
        else:
            self._desk.session.fault.emit(error)


def _reading(path: Path) -> Generator[int, None, Palette]:
    yield 0
    return read_palette(path)
