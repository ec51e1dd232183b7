"""Pictures in prose: found where Markdown would show them, and put into the cell itself.

A figure becomes a reference with a data URL. Cell attachments would be the obvious way, but JupyterLab does
not show SVG attachments (jupyterlab/jupyterlab#10464), while it shows data URLs.
"""

import base64
import re
from collections.abc import Mapping
from typing import NamedTuple

MIME = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif"}
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CODE_OR_IMAGE = re.compile(
    r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"
    r"|!\[(?P<alt>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<target>[^)\n]*)\)"
    r"|(?P<html><img\b)",
    re.DOTALL,
)


class Image(NamedTuple):
    """A picture in Markdown text: text[start:end] is `![alt](target)`; target is "" for an <img> tag."""

    start: int
    end: int
    alt: str
    target: str


def images(text: str) -> list[Image]:
    """The pictures of a Markdown text, in order; none of those in fenced or inline code."""
    found = []
    for start, end in _outside_fences(text):
        for match in _CODE_OR_IMAGE.finditer(text, start, end):
            if match["html"]:
                found.append(Image(match.start(), match.end(), "", ""))
            elif match["ticks"] is None:
                found.append(Image(match.start(), match.end(), match["alt"].strip(), match["target"].strip()))
    return found


def embed(text: str, figures: Mapping[str, bytes]) -> str:
    """The text with every figure as `![alt][label]` and the data of the figures at its end."""
    pieces, position, labels = [], 0, dict[str, str]()
    for image in images(text):
        label = labels.setdefault(image.target, image.target.removeprefix("figures/"))
        pieces += [text[position : image.start], f"![{image.alt}][{label}]"]
        position = image.end
    if not labels:
        return text
    definitions = [f"[{label}]: {_data_url(target, figures[target])}" for target, label in labels.items()]
    return "".join([*pieces, text[position:], "\n\n", "\n".join(definitions)])


def _data_url(target: str, data: bytes) -> str:
    mime = MIME[target[target.rindex(".") :]]
    return f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}"


def _outside_fences(text: str) -> list[tuple[int, int]]:
    """The spans of the text that are not in fenced code."""
    spans, start, position, fence = [], 0, 0, ""
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line)
        if fence:
            if match and match[1].startswith(fence) and not line[match.end() :].strip():
                fence, start = "", position + len(line)
        elif match:
            fence = match[1]
            spans.append((start, position))
        position += len(line)
    if not fence:
        spans.append((start, position))
    return spans
