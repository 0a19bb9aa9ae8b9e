"""What a chart is made of: plain shapes with a place and a paint, drawn by one template."""

import hashlib
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

WIDTH = 640
FONT_SIZE = 14
LINE_HEIGHT = 17
CHARACTER_WIDTH = 7.1  # of Source Sans at FONT_SIZE, a little generous

# Names are the suffix of the class; `ramp` runs from the oldest year to the year of the report.
PAINTS = {
    "ink": "#2a2622",
    "muted": "#665f57",
    "line": "#cfc7bb",
    "track": "#efeae2",
    "paper": "#ffffff",
    "1": "#17615c",
    "2": "#e0a060",
    "3": "#8a4f7d",
    "4": "#a9cfc4",
    "5": "#c2603c",
    "6": "#5b6b8c",
    "ramp-1": "#cfe0db",
    "ramp-2": "#a6c9c1",
    "ramp-3": "#7bb0a7",
    "ramp-4": "#17615c",
}


@dataclass(frozen=True)
class Rect:
    x: int
    y: int
    width: int
    height: int
    paint: str
    pattern: int = 0

    @property
    def fill(self) -> str:
        return PAINTS[self.paint]


@dataclass(frozen=True)
class Text:
    x: int
    y: int
    content: str
    anchor: str = "start"
    paint: str = "ink"
    weight: int = 400
    size: int = FONT_SIZE

    @property
    def fill(self) -> str:
        return PAINTS[self.paint]


@dataclass(frozen=True)
class Path:
    """A stroke along `points`, or with `closed` a filled shape."""

    points: Sequence[tuple[int, int]]
    paint: str
    closed: bool = False
    width: int = 1

    @property
    def colour(self) -> str:
        return PAINTS[self.paint]

    @property
    def d(self) -> str:
        steps = " ".join(f"{'L' if n else 'M'}{x} {y}" for n, (x, y) in enumerate(self.points))
        return f"{steps} Z" if self.closed else steps


@dataclass
class Drawing:
    """What the template draws, in user units of one CSS pixel."""

    title: str
    description: str
    width: int = WIDTH
    height: int = 0
    rects: list[Rect] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    @property
    def patterns(self) -> list[int]:
        return sorted({rect.pattern for rect in self.rects if rect.pattern})

    def write(self, x: int, y: int, lines: Sequence[str], **looks) -> None:
        """Add `lines` of text below each other, the first one's baseline at `y`."""
        self.texts += [Text(x, y + n * LINE_HEIGHT, line, **looks) for n, line in enumerate(lines)]

    def render(self) -> SafeString:
        # Two charts on a page must not share ids, and the same chart must come out the same each time.
        digest = hashlib.sha256(repr(self).encode()).hexdigest()[:10]
        return render_to_string("ui/charts/chart.svg", {"chart": self, "id": f"chart-{digest}"})


def text_width(text: str) -> int:
    return round(len(text) * CHARACTER_WIDTH)


def wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(6, int(width / CHARACTER_WIDTH))) or [""]


def marker(x: int, y: int, index: int, paint: str) -> Path:
    """A shape per series: square, diamond, triangle, and again."""
    shapes = (
        [(x - 4, y - 4), (x + 4, y - 4), (x + 4, y + 4), (x - 4, y + 4)],
        [(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)],
        [(x, y - 6), (x + 6, y + 5), (x - 6, y + 5)],
    )
    return Path(shapes[index % len(shapes)], paint, closed=True)
