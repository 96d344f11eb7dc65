"""Graphs: random wirings of nodes, their GraphML text, and where to draw each node.

Generators: Watts and Strogatz 1998, Barabasi and Albert 1999, Erdos and Renyi 1959, by networkx, with
seeds of ours. Every graph is read as one way streets from low to high numbers, as in neural-canvas.
networkx is loaded when it is first needed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal
from xml.parsers import expat
from xml.sax.saxutils import escape

from canvas_app.core.errors import CanvasError
from canvas_app.core.random import Stream

if TYPE_CHECKING:
    import networkx as nx

Generator = Literal["watts-strogatz", "barabasi-albert", "erdos-renyi"]
Edges = tuple[tuple[int, int], ...]

MAX_NODES = 1024
MAX_EDGES = 20_480  # what 1024 nodes of 32 neighbours have, and some that mend
MAX_TEXT = 4_000_000
TRIES = 200


@dataclass(frozen=True)
class Wiring:
    """Nodes 0..count-1 and edges (from, to) with from < to, sorted and without doubles."""

    count: int
    edges: Edges

    @cached_property
    def parents(self) -> tuple[tuple[int, ...], ...]:
        """For each node, the nodes it reads, ascending. A node without any reads the inputs."""
        found: list[list[int]] = [[] for _ in range(self.count)]
        for low, high in self.edges:
            found[high].append(low)
        return tuple(tuple(p) for p in found)

    @cached_property
    def sinks(self) -> tuple[int, ...]:
        """The nodes nobody reads: their sum is the output."""
        read = {low for low, _ in self.edges}
        return tuple(node for node in range(self.count) if node not in read)

    @cached_property
    def layers(self) -> tuple[int, ...]:
        """For each node, the length of the longest way to it."""
        depth: list[int] = []
        for node in range(self.count):
            depth.append(1 + max((depth[p] for p in self.parents[node]), default=-1))
        return tuple(depth)


def wired(count: int, edges: Iterable[tuple[int, int]]) -> Wiring:
    """A wiring from any pairs: each is turned from low to high, loops and doubles are dropped.

    Raises:
        CanvasError: too many nodes or edges, or an edge leads to a node that does not exist.
    """
    if not 1 <= count <= MAX_NODES:
        raise CanvasError(
            f"A graph of {count} nodes cannot be used.", hint=f"1 to {MAX_NODES} can."
        )
    clean = sorted({(min(a, b), max(a, b)) for a, b in edges if a != b})
    if len(clean) > MAX_EDGES:
        raise CanvasError(
            f"The graph has {len(clean)} edges.", hint=f"At most {MAX_EDGES} are read."
        )
    if clean and (clean[0][0] < 0 or max(high for _, high in clean) >= count):
        raise CanvasError(f"An edge leads out of the {count} nodes of the graph.")
    return Wiring(count, tuple(clean))


@lru_cache(maxsize=64)
def grown(generator: Generator, count: int, neighbours: int, chance: float, seed: int) -> Wiring:
    """A random graph with one input node, 0, from which every other node is reached.

    Args:
        generator: which law.
        count: nodes.
        neighbours: Watts-Strogatz: each node's neighbours on the ring; the others aim at as many
            edges per node.
        chance: Watts-Strogatz: how likely each edge is led elsewhere.
        seed: decides the graph, for ever.
    """
    number = Stream(seed, "graph", generator).integer(0, 2**31 - 1)
    pairs = {(min(a, b), max(a, b)) for a, b in _law(generator, count, neighbours, chance, number)}
    return wired(count, _mended(pairs, count, Stream(seed, "graph", "mend")))


def _law(
    generator: Generator, count: int, neighbours: int, chance: float, seed: int
) -> Iterator[tuple[int, int]]:
    import networkx as nx

    k = min(neighbours, count - 1)
    if k < 1:
        return
    if generator == "barabasi-albert":
        graph = nx.barabasi_albert_graph(count, max(1, min(k // 2, count - 1)), seed=seed)
    elif generator == "erdos-renyi":
        graph = nx.gnp_random_graph(count, k / (count - 1), seed=seed)
    else:
        try:
            graph = nx.connected_watts_strogatz_graph(count, k, chance, tries=TRIES, seed=seed)
        except nx.NetworkXError:  # no try was connected: the mending below connects it
            graph = nx.watts_strogatz_graph(count, k, chance, seed=seed)
    yield from ((int(a), int(b)) for a, b in graph.edges)


def _mended(pairs: set[tuple[int, int]], count: int, stream: Stream) -> set[tuple[int, int]]:
    """neural-canvas's last touch: node 0 leads somewhere, and every other node is led to."""
    if count > 1 and not any(low == 0 for low, _ in pairs):
        pairs.add((0, stream.integer(1, count)))
    reached = {high for _, high in pairs}
    return pairs | {(0, node) for node in range(1, count) if node not in reached}


def to_graphml(wiring: Wiring, labels: Iterable[str] = ()) -> str:
    """The wiring as GraphML text with integer ids and, if given, a label for each node."""
    names = list(labels) or [""] * wiring.count
    nodes = [_node_text(i, name) for i, name in zip(range(wiring.count), names, strict=True)]
    edges = [f'    <edge source="{a}" target="{b}"/>' for a, b in wiring.edges]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
            '  <key id="label" for="node" attr.name="label" attr.type="string"/>',
            '  <graph edgedefault="directed">',
            *nodes,
            *edges,
            "  </graph>",
            "</graphml>",
            "",
        ]
    )


def _node_text(index: int, label: str) -> str:
    if not label:
        return f'    <node id="{index}"/>'
    return f'    <node id="{index}"><data key="label">{escape(label)}</data></node>'


class _Reader:
    """Nodes and edges as they come by. Entities and document types are refused unseen."""

    def __init__(self) -> None:
        self.nodes: dict[str, None] = {}
        self.pairs: list[tuple[str, str]] = []
        self.directed = False
        self._depth = 0

    def read(self, text: str) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(text, True)
        except (expat.ExpatError, UnicodeError, ValueError) as error:
            raise CanvasError(f"This is not GraphML: {error}.") from error

    def _refuse(self, *_: Any) -> None:
        raise CanvasError("This GraphML defines a document type or entities, which are not read.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > 16:
            raise CanvasError("This GraphML is nested too deeply.")
        kind = tag.rpartition(":")[2]
        if kind == "graph":
            self.directed = attributes.get("edgedefault") == "directed"
        elif kind == "node":
            self._node(attributes.get("id"))
        elif kind == "edge":
            self._edge(attributes.get("source"), attributes.get("target"))

    def _end(self, _: str) -> None:
        self._depth -= 1

    def _node(self, name: str | None) -> None:
        if name is None:
            raise CanvasError("A node of this GraphML has no id.")
        self.nodes[name] = None
        if len(self.nodes) > MAX_NODES:
            raise CanvasError(
                "This graph is too large.", hint=f"At most {MAX_NODES} nodes are read."
            )

    def _edge(self, source: str | None, target: str | None) -> None:
        if source is None or target is None:
            raise CanvasError("An edge of this GraphML has no source or no target.")
        self.pairs.append((source, target))
        if len(self.pairs) > MAX_EDGES:
            raise CanvasError(f"The graph has more than {MAX_EDGES} edges.")


def from_graphml(text: str) -> Wiring:
    """The wiring that GraphML text describes: integer ids keep their order, others the text's.

    Undirected edges lead from low to high; directed ones are obeyed, and must not run in circles.

    Raises:
        CanvasError: too long, not GraphML, with entities, too large, or circular.
    """
    if len(text) > MAX_TEXT:
        raise CanvasError(
            "This GraphML is too long.", hint=f"At most {MAX_TEXT:,} letters are read."
        )
    reader = _Reader()
    reader.read(text)
    names = list(reader.nodes)
    if all(_is_number(name) for name in names):
        names.sort(key=int)
    place = {name: i for i, name in enumerate(names)}
    try:
        pairs = [(place[a], place[b]) for a, b in reader.pairs]
    except KeyError as error:
        raise CanvasError(f"An edge leads to {str(error)[:40]}, which is no node.") from error
    if reader.directed and any(a > b for a, b in pairs):
        pairs = _in_order(len(names), pairs)
    return wired(len(names), pairs)


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) < 10


def _in_order(count: int, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs with nodes renumbered so that every edge leads upwards (Kahn's algorithm)."""
    waiting = [0] * count
    children: list[list[int]] = [[] for _ in range(count)]
    for a, b in set(pairs):
        waiting[b] += 1
        children[a].append(b)
    ready = [node for node in range(count) if not waiting[node]]
    order: dict[int, int] = {}
    while ready:
        node = ready.pop(0)
        order[node] = len(order)
        for child in sorted(children[node]):
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    if len(order) < count:
        raise CanvasError("The edges of this graph run in circles.", hint="A picture needs an end.")
    return [(order[a], order[b]) for a, b in pairs]


def drawing(wiring: Wiring, labels: Iterable[str]) -> nx.DiGraph[int]:
    """A networkx graph with `label` and `pos` on its nodes: inputs on the left, outputs right.

    Places are in [-1, 1] x [-1, 1]; nodes at the same distance from the inputs share a column.
    """
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    columns: dict[int, list[int]] = {}
    for node, layer in enumerate(wiring.layers):
        columns.setdefault(layer, []).append(node)
    last = max(1, *columns) if columns else 1
    for node, label in zip(range(wiring.count), labels, strict=True):
        layer = wiring.layers[node]
        column = columns[layer]
        up = 1.0 - 2.0 * (column.index(node) + 0.5) / len(column)
        # Columns sway within their spacing, so that edges along a row do not hide one another.
        up += 0.8 * math.sin(2.0 * layer) / len(column)
        graph.add_node(node, label=label, pos=(2.0 * layer / last - 1.0, up))
    graph.add_edges_from(wiring.edges)
    return graph
