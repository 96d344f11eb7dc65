"""Registries: name -> thing, filled by decorators in the files of one folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from threading import RLock
from typing import Generic, TypeVar

from .errors import CanvasError

T = TypeVar("T")


class Registry(Mapping[str, T], Generic[T]):
    """Things of one kind by name. Looking at it imports every module of `package`, once."""

    def __init__(self, kind: str, package: str) -> None:
        self._kind = kind
        self._package = package
        self._items: dict[str, T] = {}
        self._loaded = self._loading = False
        self._lock = RLock()

    def add(self, *names: str) -> Callable[[T], T]:
        """A decorator that registers one thing under one or more names."""

        def register(item: T) -> T:
            for name in names:
                if name in self._items:
                    raise ValueError(f"two {self._kind}s are called {name!r}")
                self._items[name] = item
            return item

        return register

    def find(self, name: str) -> T:
        """The thing called `name`, in which an underscore is as good as a hyphen; a CanvasError with
        the nearest names when there is none."""
        known = self._load()
        try:
            return known[name if name in known else name.replace("_", "-")]
        except KeyError:
            near = get_close_matches(name, list(self), 3, 0.65) or sorted(self)
            raise CanvasError(
                f"There is no {self._kind} called {name!r}.", hint=f"Try {', '.join(near)}."
            ) from None

    def _load(self) -> dict[str, T]:
        """All items. Whoever asks first loads them; other threads wait until they are all there, and a
        module that looks while it is being loaded sees those before it."""
        if not self._loaded:
            with self._lock:
                if not self._loaded and not self._loading:
                    self._import_all()
        return self._items

    def _import_all(self) -> None:
        self._loading = True
        try:
            package = importlib.import_module(self._package)
            for module in pkgutil.iter_modules(package.__path__):
                importlib.import_module(f"{self._package}.{module.name}")
            self._loaded = True
        finally:
            self._loading = False

    def __getitem__(self, name: str) -> T:
        return self._load()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._load()))

    def __len__(self) -> int:
        return len(self._load())
