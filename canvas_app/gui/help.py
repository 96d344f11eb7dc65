"""Help: the user guide from `resources/help`, with contents, search and links, beside the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QBrush,
    QDesktopServices,
    QFont,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QWidget,
)

from canvas_app.core.shipped import shipped

from .desk import Desk
from .theme import Role, Theme
from .widgets.parts import column
from .words import tr

FIRST = "01-getting-started"
FOR_PANEL = {
    "canvas": "02-navigating",
    "gallery": "03-gallery",
    "field": "04-field",
    "latent": "05-latent",
    "look": "06-look",
    "space": "07-space",
    "random": "08-random-and-locks",
    "history": "09-history-and-undo",
    "export": "11-exporting",
    "timeline": "18-animation",
    "queue": "18-animation",
    "fit": "15-fitting",
    "cells": "17-cropping",
    "3-d": "19-volumes",
}
_HEADINGS: dict[int, Role] = {1: "display", 2: "title", 3: "section"}


@dataclass(frozen=True)
class Page:
    """One page of the guide."""

    name: str
    title: str
    text: str

    def fits(self, words: Sequence[str]) -> bool:
        """Whether it holds every word."""
        text = self.text.casefold()
        return all(word in text for word in words)


@cache
def pages() -> tuple[Page, ...]:
    """The guide in order."""
    found = []
    for path in sorted((shipped("resources") / "help").glob("*.md")):
        text = path.read_text("utf-8")
        found.append(Page(path.stem, text.partition("\n")[0].lstrip("# ").strip(), text))
    return tuple(found)


def page_for(widget: QWidget | None) -> str:
    """The page about the part of the window that a widget belongs to."""
    while widget is not None:
        name = widget.objectName().removeprefix("dock-")
        if name in FOR_PANEL:
            return FOR_PANEL[name]
        widget = widget.parentWidget()
    return FIRST


def keys_table(rows: Sequence[tuple[str, str]]) -> str:
    """What is done and its keys, as Markdown."""
    lines = [f"| {what} | {keys.replace('|', chr(92) + '|')} |" for what, keys in rows]
    return "\n".join(["| What | Keys |", "|---|---|", *lines])


class Help(QDialog):
    """Contents and search left, the page right. Stays open beside the work."""

    def __init__(self, desk: Desk, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__(desk.window)
        self._desk, self._theme = desk, desk.theme
        self._keys = keys_table(rows)
        self.setObjectName("help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Canvas guide"))
        self.search = QLineEdit()
        self.search.setProperty("role", "search")
        self.search.setPlaceholderText(tr("Search the guide"))
        self.search.setAccessibleName(tr("Search the guide"))
        mark = desk.theme.icon("search", "text3")
        self.search.addAction(mark, QLineEdit.ActionPosition.LeadingPosition)
        self.contents = QListWidget()
        self.contents.setObjectName("help-contents")
        self.contents.setAccessibleName(tr("Contents"))
        self.contents.setFrameShape(QFrame.Shape.NoFrame)
        self.text = QTextBrowser()
        self.text.setObjectName("help-text")
        self.text.setAccessibleName(tr("Page"))
        self.text.setOpenLinks(False)
        self.text.document().setDocumentMargin(28)
        self._lay_out()
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._find_next)
        self.contents.currentItemChanged.connect(self._on_chosen)
        self.text.anchorClicked.connect(self._on_link)
        desk.theme.changed.connect(self._dress)
        self.finished.connect(lambda _: desk.theme.changed.disconnect(self._dress))
        self._page = ""
        self._fill("")
        self.contents.setFocus()
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """A book, as tall as its contents where the window is."""
        return QSize(860, min(760, max(420, self._desk.window.height() - 60)))

    @property
    def page(self) -> str:
        """The name of the page on screen."""
        return self._page

    def go(self, name: str) -> None:
        """To a page, by the name of its file without the ending."""
        for place in range(self.contents.count()):
            item = self.contents.item(place)
            if item.data(Qt.ItemDataRole.UserRole) == name:
                self.contents.setCurrentItem(item)
                return
        if self.search.text():
            self.search.clear()
            self.go(name)

    def _lay_out(self) -> None:
        left = column(self.search, self.contents, margins=(12, 12, 8, 12), surface="panel")
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        left.setFixedWidth(220)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(left)
        box.addWidget(self.text, 1)

    def _fill(self, typed: str) -> None:
        words, kept = typed.casefold().split(), self._page
        self.contents.blockSignals(True)
        self.contents.clear()
        for page in pages():
            if page.fits(words) or (words and page.name.endswith("keyboard") and all(
                word in self._keys.casefold() for word in words)):  # fmt: skip
                item = QListWidgetItem(tr(page.title))
                item.setData(Qt.ItemDataRole.UserRole, page.name)
                self.contents.addItem(item)
        self.contents.blockSignals(False)
        names = [self._name(k) for k in range(self.contents.count())]
        if names:
            self.contents.setCurrentRow(names.index(kept) if kept in names else 0)
        if words:
            self._find(words[0])

    def _name(self, place: int) -> str:
        return str(self.contents.item(place).data(Qt.ItemDataRole.UserRole))

    def _on_chosen(self, item: QListWidgetItem | None, _: object = None) -> None:
        if item is not None:
            self._page = str(item.data(Qt.ItemDataRole.UserRole))
            self._dress()
            words = self.search.text().split()
            if words:
                self._find(words[0])

    def _find(self, word: str) -> None:
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.text.find(word)

    def _find_next(self) -> None:
        word = next(iter(self.search.text().split()), "")
        if word and not self.text.find(word):
            self._find(word)

    def _on_link(self, url: QUrl) -> None:
        if url.scheme() in ("http", "https"):
            QDesktopServices.openUrl(url)
            return
        name = url.path().removesuffix(".md")
        if name:
            self.go(name)
        if url.fragment():
            self.text.scrollToAnchor(url.fragment())

    def _dress(self) -> None:
        page = next((p for p in pages() if p.name == self._page), None)
        if page is None:
            return
        document = self.text.document()
        document.setDefaultFont(self._theme.font("body"))
        document.setMarkdown(page.text.replace("{{keys}}", self._keys))
        dress(document, self._theme)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)


def dress(document: QTextDocument, theme: Theme) -> None:
    """Headings, links, code and tables in the colours and the type of the theme."""
    block = document.begin()
    while block.isValid():
        _dress_block(block, theme)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            form = frame.format()
            form.setBorder(0)
            form.setCellPadding(5)
            form.setCellSpacing(0)
            form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
            form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
            form.setTopMargin(8)
            frame.setFormat(form)
            _part_columns(frame)


def _part_columns(table: QTextTable) -> None:
    """Air between the columns: cells are only padded alike all round."""
    for place in range(table.rows()):
        for column_ in range(table.columns() - 1):
            cell = table.cellAt(place, column_)
            form = cell.format().toTableCellFormat()
            form.setRightPadding(20)
            cell.setFormat(form)


def _dress_block(block: QTextBlock, theme: Theme) -> None:
    level = block.blockFormat().headingLevel()
    cursor = QTextCursor(block)
    shape = block.blockFormat()
    shape.setLineHeight(142, 1)  # per cent, proportional
    if level:
        shape.setTopMargin(2 if level == 1 else 20)
        shape.setBottomMargin(10 if level == 1 else 6)
    elif cursor.currentTable() is None and block.textList() is None:
        shape.setBottomMargin(10)
    elif block.textList() is not None:
        last = block.next()
        shape.setBottomMargin(4 if last.isValid() and last.textList() is not None else 12)
    cursor.setBlockFormat(shape)
    if level:
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        form = QTextCharFormat()
        form.setFont(theme.font(_HEADINGS.get(level, "section")))
        form.setForeground(QBrush(theme.colour("text")))
        cursor.mergeCharFormat(form)
        return
    at = block.begin()
    while not at.atEnd():
        _dress_piece(block, at, theme)
        at += 1


def _dress_piece(block: QTextBlock, at: QTextBlock.iterator, theme: Theme) -> None:
    piece = at.fragment()
    form = piece.charFormat()
    change = QTextCharFormat()
    if form.isAnchor():
        change.setForeground(QBrush(theme.colour("accent")))
        change.setFontUnderline(False)
    elif form.fontFixedPitch():
        change.setForeground(QBrush(theme.colour("text")))
        change.setBackground(QBrush(theme.colour("hover")))
    elif form.fontWeight() > QFont.Weight.Medium:
        change.setFontWeight(QFont.Weight.DemiBold)
        change.setForeground(QBrush(theme.colour("text")))
    else:
        change.setForeground(QBrush(theme.colour("text2")))
    cursor = QTextCursor(block)
    cursor.setPosition(piece.position())
    cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
    cursor.mergeCharFormat(change)


def show(desk: Desk, rows: Sequence[tuple[str, str]], name: str = "") -> Help:
    """Open the guide at a page, or at the one about the part with the focus."""
    wanted = name or page_for(QApplication.focusWidget())
    old = desk.window.findChild(Help, "help")
    shown = old if isinstance(old, Help) else Help(desk, rows)
    shown.go(wanted)
    shown.show()
    shown.raise_()
    shown.activateWindow()
    return shown
