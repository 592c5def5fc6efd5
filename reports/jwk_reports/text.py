"""Foreign text made harmless and short before it is shown."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4_000
"""Characters of one message that a report shows; the run file has it whole."""

LINE = 300
"""Characters of foreign text in one line of Markdown."""

_special = re.compile(r"[\\`*_{}\[\]<>#|~&@$^]|:(?=//)|(?<=www)\.")


def visible(text: str) -> str:
    """Control and formatting characters as escapes: none may turn or hide what is beside it."""
    if text.isprintable():
        return text
    return "".join(map(_seen, text))


def _seen(character: str) -> str:
    if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp"):
        return character
    return f"\\u{{{ord(character):x}}}"


def shortened(text: str, longest: int = LONGEST) -> str:
    """The beginning of a text, and how long it was where something is left out."""
    if len(text) <= longest:
        return text
    return f"{text[:longest]}… ({len(text):,} characters)"


def plain(text: str) -> str:
    """Foreign text as text: no markup, no mention of users, no table cell ended."""
    one_line = " ".join(printable(text, LINE).split())
    return _special.sub(lambda match: f"&#{ord(match[0])};", one_line)


def code(text: str) -> str:
    """Foreign text as a code span, in which there are no escapes."""
    return "`" + " ".join(printable(text, LINE).replace("`", "'").split()) + "`"


def printable(text: str, longest: int = LONGEST) -> str:
    """Foreign text that any format can hold: shortened, without what steers or is no character.

    XML has no place for most control characters, not even escaped.
    """
    shown = visible(shortened(text, longest)).encode("utf-8", "backslashreplace").decode()
    return shown.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
