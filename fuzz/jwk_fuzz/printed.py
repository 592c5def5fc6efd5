"""Examples that are printed short, however long they are."""

from __future__ import annotations

from typing import Any

SHOWN = 3000
"""Characters of one field that are printed: Hypothesis warns where an example has 30,000."""


class Printed:
    """Dataclasses with `repr=False` that are printed field by field, long ones cut."""

    def __repr__(self) -> str:
        fields = (f"{name}={_cut(repr(value))}" for name, value in vars(self).items())
        return f"{type(self).__name__}({', '.join(fields)})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))  # Hypothesis has its own way with dataclasses


def _cut(text: str) -> str:
    rest = len(text) - SHOWN
    return f"{text[:SHOWN]}… and {rest} more" if rest > 0 else text
