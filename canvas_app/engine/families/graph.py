"""Graph: a random network of small nodes.

Sources: neural-canvas, map "WS"; Xie et al., "Exploring randomly wired neural networks" (2019); the
art direction of the project (2.5) for calibrated nodes and sums divided by the root of the parents.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from canvas_app.core.field import ActivationName
from canvas_app.core.random import Stream
from canvas_app.core.spec import knob
from canvas_app.engine.family import family
from canvas_app.engine.graphs import Edges, Generator, Wiring, drawing, grown, wired
from canvas_app.engine.network import Add, Affine, Init, Linear, Program, ProgramBuilder
from canvas_app.engine.pools import ART, slot
from canvas_app.engine.schemes import (
    DrawnField,
    Kind,
    begin,
    bias_init,
    branches,
    calibration,
    latent_init,
    weight_init,
)

NodeKind = Literal["scale", "add", "linear", "conv"]
NodeIndex = Annotated[int, knob(ge=0, le=1023)]


@family
class Graph(DrawnField, tag="graph"):
    """A random graph whose nodes each do something small to the sum of what they read.

    Nodes that nothing leads to read the inputs; the sum of nodes that lead nowhere is the output.
    Source: neural-canvas, where by mistake each node read only the first of its inputs: that is
    `aggregation` "first".
    """

    generator: Annotated[Generator, knob(doc="Law of the random graph")] = "watts-strogatz"
    nodes: Annotated[int, knob(ge=1, le=1024, log=True, doc="Nodes")] = 14
    neighbours: Annotated[int, knob(ge=1, le=32, doc="Neighbours of each node")] = 4
    rewire: Annotated[float, knob(ge=0, le=1, doc="Share of edges led elsewhere")] = 0.75
    edges: Annotated[
        tuple[tuple[NodeIndex, NodeIndex], ...],
        knob(max_length=20_480, dice=False, doc="An imported graph; replaces the random one"),
    ] = ()
    width: Annotated[int, knob(ge=1, le=512, log=True, doc="Numbers in each node")] = 8
    operations: Annotated[
        tuple[NodeKind, ...], knob(max_length=16, doc="What nodes may do, drawn for each")
    ] = ("linear",)
    activations: Annotated[
        tuple[ActivationName, ...], knob(max_length=32, doc="Pool that nodes draw from")
    ] = ART
    aggregation: Annotated[
        Literal["sum", "plain-sum", "first"],
        knob(doc="sum: over the root of the inputs; first: legacy, the lowest input only"),
    ] = "sum"
    stem: Annotated[
        Literal["node", "branch"],
        knob(
            doc="branch: inputs and latent with activations of their own, and a layer, come first"
        ),
    ] = "node"
    stem_activations: Annotated[
        tuple[ActivationName, ...],
        knob(max_length=32, doc="branch: inputs, latent, sum, layer; used in turn"),
    ] = ("tanh", "softplus", "elu", "tanh", "gauss", "sin")
    output_activation: Annotated[
        ActivationName, knob(dice=False, doc="Applied to the outputs before the final one")
    ] = "identity"

    def __post_init__(self) -> None:
        if any(high >= self.nodes for pair in self.edges for high in pair):
            raise ValueError("an edge leads to a node that does not exist")

    def wiring(self) -> Wiring:
        """The graph: the imported one if there is one, else the one of the seed."""
        if self.edges:
            return wired(self.nodes, self.edges)
        return grown(self.generator, self.nodes, self.neighbours, self.rewire, self.seed)

    def rewired(self, wiring: Wiring) -> Graph:
        """This field on an imported graph.

        Raises:
            CanvasError: the graph does not fit the limits.
        """
        edges: Edges = wiring.edges
        return self.but(nodes=wiring.count, edges=edges)

    def kinds(self) -> tuple[tuple[NodeKind, ActivationName], ...]:
        """What each node does, and the activation it draws (used by linear and conv only)."""
        stream = Stream(self.seed, "nodes")
        pool, work = self.activations or ("tanh",), self.operations or ("linear",)
        out: list[tuple[NodeKind, ActivationName]] = []
        for _ in range(self.nodes):
            kind = stream.choice(work)
            out.append((kind, stream.choice(pool)))
        return tuple(out)

    def labels(self) -> tuple[str, ...]:
        """A word for each node of the drawing."""
        return tuple(act if kind in ("linear", "conv") else kind for kind, act in self.kinds())

    def diagram(self) -> Any:
        """The graph as networkx knows it, with `label` and `pos` on its nodes."""
        return drawing(self.wiring(), self.labels())

    def program(self, groups: tuple[int, ...], latent: int) -> Program:
        """Nodes node0.* ... in ascending order, then out.*; stem.* first where there is one."""
        b = begin(groups, latent)
        wiring, kinds = self.wiring(), self.kinds()
        stem = self._stem(b, groups) if self.stem == "branch" else None
        values: list[int] = []
        for node, parents in enumerate(wiring.parents):
            source = self._gathered(b, [values[p] for p in parents]) if parents else stem
            values.append(self._node(b, node, source, *kinds[node]))
        factor = 1.0 / math.sqrt(len(wiring.sinks)) if self.aggregation == "sum" else 1.0
        total = self._summed(b, [values[s] for s in wiring.sinks], factor)
        fan_in, before = self.width, self._mean_pool()
        out = b.linear(
            "out",
            total,
            fan_in,
            self.outputs,
            weight=weight_init(self, "output", fan_in, before),
            bias=bias_init(self, "output", fan_in),
        )
        if self.output_activation != "identity":
            b.activate(out, self.output_activation, "act.out")
        return b.done()

    def _stem(self, b: ProgramBuilder, groups: tuple[int, ...]) -> int:
        """neural-canvas's way in: branches, their sum, and one layer."""
        kinds = self.stem_activations
        h, used = branches(self, b, groups, self.width, lambda i: slot(kinds, i))
        z = self._layer(b, "stem", h, slot(kinds, used - 1))
        return b.activate(z, slot(kinds, used), "stem.act")

    def _gathered(self, b: ProgramBuilder, values: list[int]) -> int:
        if self.aggregation == "first":
            return values[0]
        factor = 1.0 / math.sqrt(len(values)) if self.aggregation == "sum" else 1.0
        return self._summed(b, values, factor)

    def _summed(self, b: ProgramBuilder, values: list[int], factor: float) -> int:
        return values[0] if len(values) == 1 else b.put(Add(tuple(values), factor))

    def _node(
        self, b: ProgramBuilder, node: int, source: int | None, kind: NodeKind, act: ActivationName
    ) -> int:
        name = f"node{node}"
        if source is None:
            return b.activate(self._source(b, name), act, f"{name}.act")
        if kind == "scale":
            value = b.parameter(f"{name}.scale", (1,), Init("uniform", -1.0, 1.0))
            return b.put(Affine(source, scale_parameter=value))
        if kind == "add":
            value = b.parameter(f"{name}.shift", (1,), Init("uniform", -0.5, 0.5))
            return b.put(Affine(source, shift_parameter=value))
        return b.activate(self._layer(b, name, source, self._mean_pool()), act, f"{name}.act")

    def _mean_pool(self) -> Kind:
        """What a node reads is a mixture: on average, of the whole pool."""
        return self.activations or "tanh"

    def _layer(self, b: ProgramBuilder, name: str, source: int, before: Kind) -> int:
        return b.linear(
            name,
            source,
            self.width,
            self.width,
            weight=weight_init(self, "hidden", self.width, before),
            bias=bias_init(self, "hidden", self.width),
            calibration=calibration(self, 1),
        )

    def _source(self, b: ProgramBuilder, name: str) -> int:
        """A layer that reads the inputs and the latent, whatever the node's kind is."""
        plus = None
        if b.latent:
            init = latent_init(self, b.latent)
            plus = b.linear(f"{name}.latent", 1, b.latent, self.width, weight=init)
        weight = b.parameter(
            f"{name}.weight", (self.width, b.inputs), weight_init(self, "first", b.inputs)
        )
        bias = b.parameter(f"{name}.bias", (self.width,), bias_init(self, "first", b.inputs))
        return b.put(Linear(0, weight, bias, plus, calibration(self, 0)))
