"""The command line: a table of commands, each imported only when it is called for."""

from __future__ import annotations

import importlib
import sys
import traceback

import click

from jwk_conformance import __version__

COMMANDS = {
    "run": ("jwk_conformance.command.run:run", "Run the vectors against libraries."),
    "fuzz": ("jwk_fuzz.command:fuzz", "Damage valid keys in every way there is."),
    "replay": ("jwk_fuzz.replay_command:replay", "Ask again what fuzzing has found."),
    "promote": ("jwk_fuzz.replay_command:promote", "Make a finding of fuzzing a vector."),
    "endpoint": ("jwk_conformance.command.endpoint:endpoint", "Check published JWK Sets."),
    "lint": ("jwk_conformance.command.lint:lint", "Check keys and key sets in files."),
    "report": ("jwk_reports.command:report", "Turn run files into a report."),
    "diff": ("jwk_reports.diff_command:diff", "Compare two run files."),
    "badge": ("jwk_reports.badge_command:badge", "Make a badge with counts."),
    "baseline": ("jwk_conformance.command.baseline:baseline", "Keep the file of known findings."),
    "show": ("jwk_conformance.command.show:show", "Show a vector, clause, rule, … by its id."),
    "prove": ("jwk_conformance.command.prove:prove", "Prove that the vectors bite."),
    "adapter": ("jwk_conformance.command.adapter:adapter", "List, check and scaffold adapters."),
    "vectors": ("jwk_conformance.command.vectors:vectors", "Export vectors, or check your own."),
    "doctor": ("jwk_conformance.command.doctor:doctor", "Say what this machine can run."),
}
"""Verb → where its command is, and what it does; each room owns its own."""


class Table(click.Group):
    """A group whose help needs no command's module."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table itself: importing every command to ask for its help would be slow."""
        with formatter.section("Commands"):
            formatter.write_dl([(verb, text) for verb, (_, text) in COMMANDS.items()])


@click.command(cls=Table, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="jwk-conformance")
def root() -> None:
    """Conformance and interoperability tests for JSON Web Key implementations.

    Exit codes: 0 as expected; 1 findings; 2 usage or configuration; 3 a target could not be
    started; 4 a defect in the suite; 5 nothing ran; 130 interrupted.
    """


def main() -> None:
    """Entry point of the console script: what nobody foresaw is a defect of ours, exit code 4."""
    try:
        root(prog_name="jwk-conformance")
    except Exception:
        traceback.print_exc()
        print("jwk-conformance: a defect in the suite; please report the above", file=sys.stderr)
        raise SystemExit(4) from None
