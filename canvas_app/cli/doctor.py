"""The command `doctor`: what this machine offers, what is wrong with it, and what helps."""

from __future__ import annotations

import json
from collections.abc import Callable

import click

from .findings import Finding


@click.command()
@click.option("--bench", is_flag=True, help="Measure pixels a second instead; under a minute.")
@click.option("--device", default="auto", help="Where --bench computes.", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def doctor(bench: bool, device: str, as_json: bool) -> None:
    """Tell versions, devices, OpenGL, codecs and folders, and a remedy for each fault.

    With --bench, tell how fast each family of fields is here: whole pictures by the engine, the floor
    (its matrix products and activations alone), and its shader.
    """
    if bench:
        from .bench import bench_command

        bench_command(device, as_json=as_json)
        return
    if device != "auto":
        raise click.UsageError("--device is for --bench.")
    from . import findings

    checks: tuple[Callable[[], list[Finding]], ...] = (
        findings.versions,
        findings.devices,
        findings.opengl,
        findings.codecs,
        findings.folders,
        findings.shipped_files,
    )
    found = [finding for check in checks for finding in check()]
    faults = [finding for finding in found if finding.remedy]
    if as_json:
        rows = [{"name": f.name, "value": f.value, "remedy": f.remedy} for f in found]
        click.echo(json.dumps({"ok": not faults, "findings": rows}, indent=2))
        return
    width = max(len(finding.name) for finding in found)
    for finding in found:
        click.echo(f"{'!' if finding.remedy else ' '} {finding.name:<{width}}  {finding.value}")
        if finding.remedy:
            click.echo(f"  {'':<{width}}  -> {finding.remedy}")
    count = "One thing" if len(faults) == 1 else f"{len(faults)} things"
    click.echo(f"{count} to mend." if faults else "All is well.")
