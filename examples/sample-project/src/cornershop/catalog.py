"""Products, their SKUs, and the catalog that holds them.

A SKU looks like ``TEA-00042-2``: a prefix of three letters, a number of five digits and a check digit
that catches the usual typing mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Dict, FrozenSet, Iterable, Iterator, List, Optional

from cornershop.errors import UnknownSku
from cornershop.money import Money

_SKU = re.compile(r"([A-Z]{3})-(\d{5})-(\d)")
_COLUMNS = ("sku", "name", "price", "category", "weight")


def check_digit(number: int) -> int:
    """Return the digit that makes the weighted digit sum a multiple of ten.

    The digits weigh 3, 1, 3, 1 and so on, beginning with the last one.
    """
    total = 0
    weight = 3
    while number > 0:
        number, digit = divmod(number, 10)
        total += digit * weight
        weight = 4 - weight
    return (10 - total % 10) % 10


def make_sku(prefix: str, number: int) -> str:
    """Build a SKU from its prefix and number, computing the check digit."""
    if len(prefix) != 3 or not (prefix.isascii() and prefix.isalpha()):
        raise ValueError(f"a SKU prefix has three letters, not {prefix!r}")
    if not 0 < number <= 99_999:
        raise ValueError(f"a SKU number lies between 1 and 99999, not {number}")
    return f"{prefix.upper()}-{number:05d}-{check_digit(number)}"


def is_valid_sku(text: str) -> bool:
    """Tell whether the text has the form of a SKU and the right check digit."""
    match = _SKU.fullmatch(text)
    if match is None:
        return False
    _, number, digit = match.groups()
    return int(number) > 0 and check_digit(int(number)) == int(digit)


def edit_distance(first: str, second: str) -> int:
    """Count the single-character edits (insert, delete, replace) between two texts."""
    previous = list(range(len(second) + 1))
    for row, left in enumerate(first, start=1):
        current = [row]
        for column, right in enumerate(second, start=1):
            if left == right:
                current.append(previous[column - 1])
            else:
                current.append(1 + min(previous[column - 1], previous[column], current[column - 1]))
        previous = current
    return previous[-1]


@dataclass(frozen=True)
class Product:
    """Something the shop sells. ``category`` is a path such as ``drinks/tea``."""

    sku: str
    name: str
    price: Money
    category: str = "other"
    weight_grams: int = 0
    tags: FrozenSet[str] = frozenset()

    def __post_init__(self) -> None:
        if not is_valid_sku(self.sku):
            raise ValueError(f"not a valid SKU: {self.sku!r}")
        if self.price.cents <= 0 or self.weight_grams < 0:
            raise ValueError(f"{self.sku}: the price must be positive and the weight not negative")

    def belongs_to(self, category: str) -> bool:
        """Tell whether the product is in the category or in one below it."""
        return self.category == category or self.category.startswith(category + "/")


class Catalog(Mapping):
    """The products by SKU, in the order they were added."""

    def __init__(self, products: Iterable[Product] = ()) -> None:
        self._products: Dict[str, Product] = {}
        for product in products:
            self.add(product)

    def __getitem__(self, sku: str) -> Product:
        try:
            return self._products[sku]
        except KeyError:
            raise UnknownSku(sku, self.similar(sku)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._products)

    def __len__(self) -> int:
        return len(self._products)

    def add(self, product: Product) -> None:
        """Add a product; a SKU can be used only once."""
        known = self._products.get(product.sku)
        if known is not None and known != product:
            raise ValueError(f"{product.sku} is already the SKU of {known.name}")
        self._products[product.sku] = product

    def similar(self, sku: str, limit: int = 3, max_distance: int = 2) -> List[str]:
        """Return up to ``limit`` known SKUs that differ little from ``sku``, nearest first."""
        ranked = sorted((edit_distance(sku.upper(), known), known) for known in self._products)
        return [known for distance, known in ranked if distance <= max_distance][:limit]

    def search(
        self, text: str = "", category: str = "", max_price: Optional[Money] = None
    ) -> Iterator[Product]:
        """Yield the products that have every word of ``text`` in their name or among their tags."""
        words = text.lower().split()
        for product in self._products.values():
            if category and not product.belongs_to(category):
                continue
            if max_price is not None and product.price > max_price:
                continue
            name = product.name.lower()
            if all(word in name or word in product.tags for word in words):
                yield product

    @classmethod
    def load(cls, lines: Iterable[str]) -> Catalog:
        """Read a catalog from lines like ``SKU; name; price; category; grams; tag tag``.

        Empty lines and comments (``#``) are skipped; the tags may be missing. All bad lines are
        reported together, each with its number.
        """
        catalog = cls()
        problems = []
        for number, line in enumerate(lines, start=1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            cells = [cell.strip() for cell in line.split(";")]
            try:
                if not len(_COLUMNS) <= len(cells) <= len(_COLUMNS) + 1:
                    raise ValueError(f"expected {len(_COLUMNS)} columns, got {len(cells)}")
                sku, name, price, category, weight = cells[: len(_COLUMNS)]
                tags = frozenset(cells[-1].lower().split()) if len(cells) > len(_COLUMNS) else frozenset()
                catalog.add(Product(sku, name, Money.parse(price), category, int(weight), tags))
            except ValueError as error:
                problems.append(f"line {number}: {error}")
        if problems:
            raise ValueError("\n".join(problems))
        return catalog
