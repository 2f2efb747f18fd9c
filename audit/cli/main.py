"""``mtaudit``: the group of commands, and the one place where an error becomes a line and an exit code."""

from __future__ import annotations

import atexit
import gc
import sys
from typing import Any

import click

from audit.cli.baseline import baseline
from audit.cli.compare import compare
from audit.cli.config import config
from audit.cli.decisions import decisions
from audit.cli.history import history
from audit.cli.models import models
from audit.cli.pipes import discard_output
from audit.cli.review import review
from audit.cli.rules import rules
from audit.cli.run import gate, run
from audit.errors import AuditError, UsageError
from audit.version import VERSION

#: An audit makes millions of small objects and hardly a cycle: looked for at the usual pace, cycles cost a
#: quarter of the time.
_COLLECT = (200_000, 10, 1_000)


class _Group(click.Group):
    """A group whose reader may go away: click would end it with 1, the code of a failed gate."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            discard_output()
            ctx.exit(0)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(VERSION, prog_name="mtaudit")
def cli() -> None:
    """Audit machine translations: what was left untranslated, drifted, dropped, added or garbled, at the
    exact characters.

    Exit codes: 0 passed, 1 the gate failed, 2 usage or configuration error, 3 could not judge.
    """


for command in (run, gate, review, decisions, baseline, history, compare, config, rules, models):
    cli.add_command(command)


def main() -> None:
    """Run the command line; every error a user can mend is one line on stderr."""
    gc.set_threshold(*_COLLECT)
    atexit.register(gc.freeze)  # when all ends, its memory goes as it is: to look for cycles in it takes time
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("mtaudit: interrupted", err=True)
        sys.exit(130)
    except UsageError as error:
        click.echo(f"mtaudit: {error}", err=True)
        sys.exit(2)
    except AuditError as error:
        click.echo(f"mtaudit: {error}", err=True)
        sys.exit(3)
