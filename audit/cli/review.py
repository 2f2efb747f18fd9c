"""``mtaudit review``: the report page on this machine, writing decisions to a file."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--decisions",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File to add decisions to [default: that of the configuration, else DIR/decisions.jsonl].",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="Configuration file [default: mtaudit.toml or pyproject.toml above here].",
)
@click.option("--open/--no-open", "opens", default=True, help="Open the page in the browser.")
def review(folder: Path, decisions: Path | None, config: Path | None, opens: bool) -> None:
    """Review the report of DIR in the browser; the next run respects what is decided.

    The page is served to this machine alone, at an address that only this command prints. End it with Ctrl+C.
    """
    import webbrowser

    from audit import config as configuration
    from audit.cli.deciding import decisions_file
    from audit.cli.pages import page_of
    from audit.report.reading import read
    from audit.review import Store
    from audit.review.server import ReviewServer

    settings = configuration.load({"decisions": decisions}, config=config)
    store = Store(decisions_file(settings, folder))
    store.read()  # a file that cannot be read is said now, not in the browser
    with ReviewServer(page_of(read(folder), folder), store) as server:
        click.echo(f"Review: {server.address}")
        click.echo(f"Decisions: {store.path}")
        if opens:
            webbrowser.open(server.address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("Review ended.")
