"""Reading the text of an RFC: its sections, and where the keywords of RFC 2119 stand in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_FOOTER = re.compile(r"\S.*\[Page [0-9]+\]\s*\Z")
_RUNNING_HEAD = re.compile(r"RFC [0-9]+ .* [0-9]{4}\s*\Z")
_NUMBERED = re.compile(r"(?P<section>[0-9]+(?:\.[0-9]+)*|[A-Z](?:\.[0-9]+)+)\.?\s+(?P<title>\S.*)")
_APPENDIX = re.compile(r"Appendix (?P<section>[A-Z])\.\s+(?P<title>\S.*)")
_PARAGRAPH_END = re.compile(r"\n\s*\n|\n(?=\s+[o*]\s)")
_SENTENCE_END = re.compile(r"(?<=[.;:])\s+(?=[A-Z\"(])")
_BEFORE, _AFTER = r"(?<![\w+/=-])", r"(?![\w+/=-])"
_KEYWORD = re.compile(
    rf"{_BEFORE}(?:(?:MUST|SHALL|SHOULD)(?:\s+NOT)?|(?:NOT\s+)?RECOMMENDED|REQUIRED|MAY|OPTIONAL){_AFTER}"
)
_QUOTATION = re.compile(r"(?<!')\"[^\"]*\"(?!')")
_BOILERPLATE = re.compile(r"[Kk]ey\s+words\s+\"MUST\"")
_UNREAD = re.compile(r"Table of Contents\Z|.*\bReferences\Z")


@dataclass(frozen=True)
class Section:
    """A numbered section, an appendix by its letter, or an unnumbered part by its title."""

    name: str
    title: str
    paragraphs: tuple[str, ...]
    """Each on one line."""


@dataclass(frozen=True)
class Occurrence:
    """One keyword in a text."""

    section: str
    keyword: str
    ordinal: int
    """Counted from 1, among those of the same keyword in the section."""
    sentence: str

    @property
    def name(self) -> str:
        """As the ledger writes it, such as "MUST NOT 2"."""
        return f"{self.keyword} {self.ordinal}"


def sections(text: str) -> Iterator[Section]:
    """The sections of an RFC in order, without page breaks, table of contents and references."""
    name, title, lines = "front matter", "front matter", list[str]()
    for line in _without_pages(text):
        heading = _heading(line)
        if heading is None:
            lines.append(line)
            continue
        yield from _section(name, title, lines)
        (name, title), lines = heading, []
    yield from _section(name, title, lines)


def occurrences(text: str) -> Iterator[Occurrence]:
    """Every keyword that the RFC itself uses, in reading order.

    Passed over are the paragraph that introduces the keywords, and what stands in quotation
    marks: it names a keyword, or quotes another text.
    """
    for section in sections(text):
        count = Counter[str]()
        for paragraph in section.paragraphs:
            if _BOILERPLATE.search(paragraph):
                continue
            for found in _keywords(paragraph):
                keyword = " ".join(found[0].split())
                count[keyword] += 1
                sentence = _sentence_around(paragraph, found.start())
                yield Occurrence(section.name, keyword, count[keyword], sentence)


def section_order(section: str) -> tuple[int, str, tuple[int, ...]]:
    """A key that sorts sections as a document has them: titles, numbers, appendices."""
    head, *rest = section.split(".")
    if head.isdigit():
        return 1, "", (int(head), *map(int, rest))
    if len(head) == 1:
        return 2, head, tuple(map(int, rest))
    return 0, section, ()


def _without_pages(text: str) -> list[str]:
    """The lines without running heads and footers; a page break inside a paragraph leaves none."""
    kept: list[str] = []
    broken = False
    for line in text.replace("\f", "\n").splitlines():
        if _FOOTER.match(line):
            while kept and not kept[-1].strip():
                kept.pop()
            broken = True
            continue
        if broken and (not line.strip() or _RUNNING_HEAD.match(line)):
            continue
        if broken and not _continues(kept[-1] if kept else "", line):
            kept.append("")
        broken = False
        kept.append(line)
    return kept


def _continues(last: str, first: str) -> bool:
    """Whether the first line of a page goes on with the paragraph that the last page ended in."""
    return first.startswith(" ") and not last.rstrip().endswith((".", ":"))


def _heading(line: str) -> tuple[str, str] | None:
    """Section and title, where the line starts one: nothing else stands at the left margin."""
    if not line or line[0].isspace():
        return None
    match = _APPENDIX.match(line) or _NUMBERED.match(line)
    return (match["section"], match["title"]) if match else (line.strip(), line.strip())


def _section(name: str, title: str, lines: list[str]) -> Iterator[Section]:
    if _UNREAD.match(title):
        return
    blocks = _PARAGRAPH_END.split("\n".join(lines))
    paragraphs = tuple(_on_one_line(block) for block in blocks if block.strip())
    if paragraphs:
        yield Section(name, title, paragraphs)


def _on_one_line(block: str) -> str:
    return " ".join(re.sub(r"(?<=\w-)\n\s*", "", block).split())


def _keywords(paragraph: str) -> Iterator[re.Match[str]]:
    quoted = [match.span() for match in _QUOTATION.finditer(paragraph)]
    for found in _KEYWORD.finditer(paragraph):
        if not any(start < found.start() and found.end() < end for start, end in quoted):
            yield found


def _sentence_around(paragraph: str, position: int) -> str:
    ends = [match.span() for match in _SENTENCE_END.finditer(paragraph)]
    start = max((end for _, end in ends if end <= position), default=0)
    stop = min((begin for begin, _ in ends if begin > position), default=len(paragraph))
    return paragraph[start:stop]
