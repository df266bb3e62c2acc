"""Figures for the evening: text tables, trends and what sells best."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Dict, Iterator, List, Mapping, Sequence

ELLIPSIS = "..."


def shorten(text: str, width: int) -> str:
    """Cut a text to a width, at a word boundary if one is near, and mark the cut."""
    if len(text) <= width:
        return text
    if width <= len(ELLIPSIS):
        return text[:width]
    kept = text[: width - len(ELLIPSIS)]
    space = kept.rfind(" ")
    if space > len(kept) // 2:
        kept = kept[:space]
    return kept + ELLIPSIS


class TextTable:
    """A table in plain text. Columns of numbers are set flush right."""

    def __init__(self, headers: Sequence[str], max_width: int = 24, gap: int = 2) -> None:
        self.headers = list(headers)
        self.max_width = max_width
        self.gap = gap
        self.rows: List[List[str]] = []
        self._numeric = [True] * len(self.headers)
        self._indent = 0

    def add_row(self, *cells: object) -> None:
        """Add a row; missing cells stay empty, too many are an error."""
        if len(cells) > len(self.headers):
            raise ValueError(f"{len(cells)} cells do not fit in {len(self.headers)} columns")
        row = ["" for _ in self.headers]
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            if isinstance(cell, float):
                row[column] = f"{cell:.2f}"
            else:
                row[column] = shorten(str(cell), self.max_width)
            if not isinstance(cell, (int, float)):
                self._numeric[column] = False
        row[0] = " " * self._indent + row[0]
        self.rows.append(row)

    @contextmanager
    def indented(self, title: str, by: int = 2) -> Iterator[TextTable]:
        """Add a title row, and indent the rows added inside the ``with`` block."""
        self.add_row(title)
        self._indent += by
        try:
            yield self
        finally:
            self._indent -= by

    def widths(self) -> List[int]:
        """Return how wide each column has to be."""
        widths = [len(header) for header in self.headers]
        for row in self.rows:
            for column, cell in enumerate(row):
                if len(cell) > widths[column]:
                    widths[column] = len(cell)
        return widths

    def render(self) -> str:
        """Return the table: headers, a rule, the rows; no line ends in spaces."""
        widths = self.widths()
        separator = " " * self.gap

        def line(cells: Sequence[str]) -> str:
            parts = []
            for cell, width, numeric in zip(cells, widths, self._numeric):
                parts.append(cell.rjust(width) if numeric and self.rows else cell.ljust(width))
            return separator.join(parts).rstrip()

        rule = "-" * (sum(widths) + self.gap * (len(widths) - 1))
        return "\n".join([line(self.headers), rule, *map(line, self.rows)])


def trend(values: Sequence[float], tolerance: float = 0.05) -> str:
    """Compare the later half with the earlier one: ``rising``, ``falling``, ``steady`` or ``unknown``.

    The middle one of an odd number of values belongs to neither half.
    """
    half = len(values) // 2
    if half == 0:
        return "unknown"
    earlier = sum(values[:half]) / half
    later = sum(values[-half:]) / half
    if earlier == 0:
        return "rising" if later > 0 else "steady"
    change = (later - earlier) / abs(earlier)
    if change > tolerance:
        return "rising"
    elif change < -tolerance:
        return "falling"
    else:
        return "steady"


def abc_classes(revenue: Mapping[str, int], a_share: int = 80, b_share: int = 95) -> Dict[str, str]:
    """Sort products into A, B and C by their part in the revenue (percent limits).

    A are the best sellers that bring ``a_share`` percent together, B those up to ``b_share``; what
    sold nothing is always C.
    """
    if not 0 < a_share < b_share <= 100:
        raise ValueError("the limits must rise: 0 < a_share < b_share <= 100")
    total = sum(revenue.values())
    classes: Dict[str, str] = {}
    before = 0
    for sku, amount in sorted(revenue.items(), key=lambda entry: (-entry[1], entry[0])):
        # A product counts by where it begins, so that the best seller is an A in any case.
        if amount <= 0 or before * 100 >= total * b_share:
            classes[sku] = "C"
        elif before * 100 >= total * a_share:
            classes[sku] = "B"
        else:
            classes[sku] = "A"
        before += amount
    return classes
