"""Graphs: connected, the same for ever, true sums, and texts that go out and come back."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from canvas_app.core.errors import CanvasError
from canvas_app.engine.evaluate import forward
from canvas_app.engine.families.graph import Graph
from canvas_app.engine.family import Drawable
from canvas_app.engine.graphs import (
    MAX_NODES,
    Wiring,
    drawing,
    from_graphml,
    grown,
    to_graphml,
    wired,
)
from canvas_app.engine.inits import draw

GENERATORS = ("watts-strogatz", "barabasi-albert", "erdos-renyi")


def _reached(wiring: Wiring) -> set[int]:
    """Nodes that a walk from node 0 comes to."""
    found = {0}
    for low, high in wiring.edges:  # sorted by low: an edge's start is settled before it is asked
        if low in found:
            found.add(high)
    return found


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(GENERATORS),
    st.integers(1, 70),
    st.integers(1, 32),
    st.floats(0, 1),
    st.integers(0, 2**53 - 1),
)
def test_every_node_is_reached_from_the_input_and_leads_to_the_output(
    generator: str, count: int, neighbours: int, chance: float, seed: int
) -> None:
    wiring = grown(generator, count, neighbours, chance, seed)  # type: ignore[arg-type]
    assert wiring.count == count
    assert all(low < high for low, high in wiring.edges)
    assert _reached(wiring) == set(range(count))
    assert [node for node, parents in enumerate(wiring.parents) if not parents] == [0]
    assert wiring.sinks
    assert wiring.sinks[-1] == count - 1


def test_watts_strogatz_has_the_edges_of_its_ring() -> None:
    """k / 2 edges per node, plus the few that mending adds."""
    wiring = grown("watts-strogatz", 30, 4, 0.75, 1)
    assert 60 <= len(wiring.edges) <= 75


def test_the_unrewired_ring_is_the_ring() -> None:
    assert grown("watts-strogatz", 6, 2, 0.0, 5).edges == (
        (0, 1), (0, 5), (1, 2), (2, 3), (3, 4), (4, 5),
    )  # fmt: skip


def test_a_graph_is_a_promise() -> None:
    """Golden: if these change, every seeded graph in the world changes."""
    assert grown("watts-strogatz", 8, 4, 0.75, 7).edges == GOLDEN["watts-strogatz"]
    assert grown("barabasi-albert", 8, 4, 0.75, 7).edges == GOLDEN["barabasi-albert"]
    assert grown("erdos-renyi", 8, 4, 0.75, 7).edges == GOLDEN["erdos-renyi"]
    assert Graph(seed=7, nodes=6).labels() == GOLDEN["labels"]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(GENERATORS), st.integers(1, 40), st.integers(0, 10**6))
def test_graphml_there_and_back(generator: str, count: int, seed: int) -> None:
    wiring = grown(generator, count, 4, 0.5, seed)  # type: ignore[arg-type]
    labels = [f"<{i}> & sons" for i in range(count)]
    assert from_graphml(to_graphml(wiring, labels)) == wiring
    assert from_graphml(to_graphml(wiring)) == wiring


def test_networkx_reads_our_graphml_and_we_read_its() -> None:
    import networkx as nx

    wiring = grown("watts-strogatz", 12, 4, 0.75, 3)
    theirs = nx.parse_graphml(to_graphml(wiring, ["sin"] * 12), node_type=int)
    assert sorted(theirs.edges) == list(wiring.edges)
    assert theirs.nodes[3]["label"] == "sin"
    undirected = nx.Graph(list(wiring.edges))
    assert from_graphml("\n".join(nx.generate_graphml(undirected))) == wiring


def test_directed_edges_are_obeyed_and_circles_refused() -> None:
    head = '<graphml><graph edgedefault="directed"><node id="a"/><node id="b"/><node id="c"/>'
    edges = '<edge source="c" target="b"/><edge source="b" target="a"/>'
    tail = "</graph></graphml>"
    assert from_graphml(head + edges + tail).edges == ((0, 1), (1, 2))
    with pytest.raises(CanvasError, match="circles"):
        from_graphml(head + edges + '<edge source="a" target="c"/>' + tail)


BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<graphml><graph><node id="&b;"/></graph></graphml>"""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not xml",
        "<graphml><graph><node id='1'/>",
        "<graphml><graph><node/></graph></graphml>",
        "<graphml><graph><node id='0'/><edge source='0' target='9'/></graph></graphml>",
        "<graphml><graph><node id='0'/><edge source='0'/></graph></graphml>",
        "<graphml/>",
        "<a>" * 50,
        "<graphml><graph>" + "".join(f"<node id='{i}'/>" for i in range(MAX_NODES + 1)),
        "<graphml><graph><node id='0'/>" + "<edge source='0' target='0'/>" * 20_000,
        "x" * 5_000_000,
        "\ud800",
        "\x00",
        BOMB,
        '<!DOCTYPE g SYSTEM "file:///etc/passwd"><graphml/>',
    ],
)
def test_hostile_graphml_is_refused_kindly(text: str) -> None:
    with pytest.raises(CanvasError):
        from_graphml(text)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(CanvasError):
        from_graphml(text)


def test_wired_cleans_what_it_is_given() -> None:
    assert wired(3, [(2, 0), (0, 2), (1, 1), (0, 1)]).edges == ((0, 1), (0, 2))
    with pytest.raises(CanvasError):
        wired(3, [(0, 3)])
    with pytest.raises(CanvasError):
        wired(0, [])


def test_the_drawing_places_every_node_and_columns_run_with_the_edges() -> None:
    spec = Graph(seed=2)
    assert isinstance(spec, Drawable)
    graph = spec.diagram()
    assert sorted(graph.edges) == list(spec.wiring().edges)
    places = [graph.nodes[n]["pos"] for n in range(spec.nodes)]
    assert len(set(places)) == spec.nodes
    assert all(-1 <= c <= 1 for place in places for c in place)
    assert all(places[a][0] < places[b][0] for a, b in graph.edges)
    assert all(graph.nodes[n]["label"] for n in graph)
    assert list(drawing(wired(1, []), ["sin"]).nodes) == [0]


def _value(spec: Graph) -> torch.Tensor:
    program = spec.program((1,), 0)
    arrays = {n: torch.from_numpy(a) for n, a in draw(program, spec.seed).items()}
    for name, array in arrays.items():
        if name.startswith("node") and array.ndim == 2:
            array[:] = torch.eye(*array.shape)
        elif name.startswith("node"):
            array[:] = 0.0
    arrays["node1.bias"] += 10.0
    arrays["node2.bias"] += 100.0
    arrays["out.weight"][:] = 1.0
    return forward(program, arrays, torch.ones(1, 1))


def test_a_node_reads_the_true_sum_of_its_inputs_and_as_legacy_only_the_first() -> None:
    """The parent's fault: a node fed 1, 11 and 101 returned the first. Ours returns their sum."""
    fan = Graph(
        nodes=4, width=1, outputs=1, init="normal", activations=("identity",),
        edges=((0, 1), (0, 2), (0, 3), (1, 3), (2, 3)), aggregation="plain-sum",
    )  # fmt: skip
    assert _value(fan).item() == 113.0
    assert _value(fan.but(aggregation="first")).item() == 1.0
    assert _value(fan.but(aggregation="sum")).item() == pytest.approx(113.0 / 3**0.5)


def test_in_a_true_sum_every_node_moves_the_picture() -> None:
    spec = Graph(seed=5, nodes=20, init="preserving", activations=("sin",))
    moved = {kind: _influential(spec.but(aggregation=kind)) for kind in ("sum", "first")}
    assert moved["sum"] == 20
    assert moved["first"] < 20


def _influential(spec: Graph) -> int:
    program = spec.program((1, 1), 0)
    arrays = {n: torch.from_numpy(a).requires_grad_() for n, a in draw(program, 1).items()}
    forward(program, arrays, torch.rand(2, 50)).sum().backward()
    hit = [arrays[f"node{i}.bias"].grad for i in range(spec.nodes)]
    return sum(g is not None and bool(g.abs().sum() > 0) for g in hit)


def test_an_imported_graph_is_part_of_the_recipe() -> None:
    grown_one = Graph(seed=3, nodes=9)
    imported = Graph(seed=3).rewired(from_graphml(to_graphml(grown_one.wiring())))
    assert imported.wiring() == grown_one.wiring()
    assert imported.program((1, 1, 1), 2) == grown_one.program((1, 1, 1), 2)


def test_edges_to_nowhere_are_refused() -> None:
    with pytest.raises(CanvasError, match="does not exist"):
        Graph().but(edges=((0, 99),))


def test_all_node_operations_and_the_parents_stem_build() -> None:
    spec = Graph(
        nodes=32, operations=("scale", "add", "linear", "conv"), stem="branch", init="normal",
        activations=("scale", "sin"), output_activation="tanh",
    )  # fmt: skip
    assert {kind for kind, _ in spec.kinds()} == {"scale", "add", "linear", "conv"}
    program = spec.program((1, 1, 1), 4)
    arrays = {n: torch.from_numpy(a) for n, a in draw(program, 0).items()}
    assert forward(program, arrays, torch.rand(3, 7), torch.rand(4, 1)).shape == (4, 7)


GOLDEN = {
    "watts-strogatz": (
        (0, 1),
        (0, 2),
        (0, 3),
        (0, 4),
        (0, 5),
        (1, 2),
        (1, 3),
        (1, 5),
        (1, 6),
        (1, 7),
        (2, 4),
        (2, 5),
        (3, 4),
        (3, 7),
        (4, 7),
        (5, 7),
        (6, 7),
    ),
    "barabasi-albert": (
        (0, 1),
        (0, 2),
        (0, 5),
        (1, 3),
        (2, 3),
        (2, 4),
        (2, 6),
        (3, 4),
        (3, 5),
        (4, 7),
        (5, 6),
        (5, 7),
    ),
    "erdos-renyi": (
        (0, 1),
        (0, 2),
        (0, 3),
        (0, 4),
        (0, 7),
        (1, 4),
        (1, 7),
        (2, 3),
        (2, 4),
        (2, 5),
        (2, 7),
        (3, 7),
        (4, 5),
        (4, 6),
        (5, 6),
        (5, 7),
        (6, 7),
    ),
    "labels": ("sin", "gauss", "gauss", "gauss", "softplus", "cos"),
}
