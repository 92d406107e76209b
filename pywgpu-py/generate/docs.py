"""Turns Rust doc comments into the Markdown of our docstrings."""

from __future__ import annotations

import re
import textwrap

WIDTH = 92
SKIPPED = r"^\s*(\||<(?!https)|#+ |\[[^\]]+\]:)"
LIST_ITEM = re.compile(r"^(\s*(?:[-*]|\d+\.) )(.*)$")


def link(match: re.Match[str]) -> str:
    """The text of a link."""
    return match[1]


def code(match: re.Match[str]) -> str:
    """Rust paths as Python writes them."""
    text = re.sub(r"^(crate|super|Self|wgt|wgpu)::", "", match[1]).replace("::", ".")
    text = re.sub(r"^Some\((.*)\)$", r"\1", text)
    return f"`{ {'true': 'True', 'false': 'False'}.get(text, text) }`"


def inline(text: str) -> str:
    """Without links, and with Python's way of writing names."""
    text = re.sub(r"\[((?:[^\[\]]|\[[^\]]*\])+)\]\(\s*[^)]*\)", link, text)
    text = re.sub(r"\[((?:`[^`]*`|[^\[\]`])+)\]\[[^\]]*\]", link, text)
    text = re.sub(r"\[(`[^`]+`|<[^>]+>)\]", link, text)
    text = text.replace("must be `Some`", "must be given").replace("is `Some`", "is given")
    text = re.sub(r"`([^`]+)`", code, text)
    text = text.replace("&minus;", "-").replace("\N{MULTIPLICATION SIGN}", "x")
    text = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("\\", "\\\\")
    return text.replace('"""', "'''")


def blocks(lines: tuple[str, ...]) -> list[str]:
    """Paragraphs and list items, each on one line, without code, tables, links and headings."""
    found, fenced, open_ = list[str](), False, False
    text = "\n".join(lines)
    # A link whose target stands on the next line.
    text = re.sub(r"\]\(\s*\n\s*", "](", text)
    for line in text.splitlines():
        if line.strip().startswith("```"):
            if not fenced and found and found[-1].endswith(":"):
                found.pop()  # it announced the code
            fenced, open_ = not fenced, False
        elif fenced or not line.strip() or re.match(SKIPPED, line):
            open_ = False
        elif LIST_ITEM.match(line) or not open_:
            found.append(line.rstrip())
            open_ = True
        else:
            found[-1] += " " + line.strip()
    return found


def markdown(lines: tuple[str, ...], width: int = WIDTH) -> list[str]:
    """Paragraphs wrapped at `width`, with empty lines between them."""
    out = list[str]()
    previous_item = False
    for block in blocks(lines):
        match = LIST_ITEM.match(block)
        if out and not (match and previous_item):
            out.append("")
        if match:
            indent = " " * (len(match[1]) - len(match[1].lstrip()))
            out += textwrap.wrap(
                inline(match[2]),
                width,
                initial_indent=f"{indent}- ",
                subsequent_indent=f"{indent}  ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        else:
            out += textwrap.wrap(
                inline(block.strip()), width, break_long_words=False, break_on_hyphens=False
            )
        previous_item = match is not None
    return out


def sentence(text: str) -> tuple[str, str]:
    """The first sentence and the rest."""
    match = re.match(r"(.+?(?<!e\.g)(?<!i\.e)\.)(?:\s+(.*))?$", text, re.DOTALL)
    return (match[1], match[2] or "") if match else (text, "")


def docstring(lines: tuple[str, ...], fallback: str) -> list[str]:
    """A docstring: a summary on one line, then the rest."""
    found = blocks(lines)
    if not found or LIST_ITEM.match(found[0]):
        return [fallback, *(["", *markdown(lines)] if found else [])]
    summary, rest = sentence(inline(found[0].strip()))
    if not summary.endswith((".", "!", "?")):
        summary += "."
    if len(summary) > WIDTH - 6:
        return [fallback, "", *markdown(lines)]
    body = markdown(tuple(([rest, ""] if rest else []) + "\n\n".join(found[1:]).split("\n")))
    return [summary, *(["", *body] if body else [])]
