"""Discounts, taxes and what a basket costs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Callable, Iterable, List, Mapping, Optional, Sequence, Tuple

from cornershop.catalog import Product
from cornershop.money import Money, total_of

BASIS_POINTS = 10_000


@dataclass(frozen=True)
class BasketLine:
    """A product and how many of it."""

    product: Product
    quantity: int = 1

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise ValueError(f"{self.product.sku}: a basket line needs at least one item")

    @property
    def gross(self) -> Money:
        """The price before discounts."""
        return self.product.price * self.quantity


def within_gross(saving: Callable[..., Money]) -> Callable[..., Money]:
    """Keep what a discount saves between nothing and the price of the line."""

    @wraps(saving)
    def limited(discount: Discount, line: BasketLine) -> Money:
        amount = saving(discount, line)
        if amount.cents < 0:
            return Money(0, amount.currency)
        return line.gross if amount > line.gross else amount

    return limited


class Discount(ABC):
    """A price reduction for some products (all, when none are named) during some days."""

    def __init__(
        self,
        label: str,
        skus: Iterable[str] = (),
        category: Optional[str] = None,
        starts: date = date.min,
        ends: date = date.max,
    ) -> None:
        if starts > ends:
            raise ValueError(f"{label}: ends before it starts")
        self.label = label
        self.skus = frozenset(skus)
        self.category = category
        self.starts = starts
        self.ends = ends

    def applies_to(self, line: BasketLine, day: date) -> bool:
        """Tell whether the line is eligible on that day."""
        if not self.starts <= day <= self.ends:
            return False
        if self.skus and line.product.sku not in self.skus:
            return False
        return self.category is None or line.product.belongs_to(self.category)

    @abstractmethod
    def saving(self, line: BasketLine) -> Money:
        """Return how much an eligible line gets cheaper."""


class PercentOff(Discount):
    """So many percent off, from a minimum quantity on."""

    def __init__(self, label: str, percent: int, min_quantity: int = 1, **conditions: object) -> None:
        super().__init__(label, **conditions)
        if not 0 < percent <= 100:
            raise ValueError(f"{label}: percent must lie between 1 and 100")
        self.percent = percent
        self.min_quantity = min_quantity

    @within_gross
    def saving(self, line: BasketLine) -> Money:
        if line.quantity < self.min_quantity:
            return line.gross * 0
        return line.gross.share(self.percent, 100)


class MultiBuy(Discount):
    """Take several, pay for fewer: three for two and the like."""

    def __init__(self, label: str, take: int, pay: int, **conditions: object) -> None:
        super().__init__(label, **conditions)
        if not 0 <= pay < take:
            raise ValueError(f"{label}: must pay for fewer than are taken")
        self.take = take
        self.pay = pay

    @within_gross
    def saving(self, line: BasketLine) -> Money:
        free = line.quantity // self.take * (self.take - self.pay)
        return line.product.price * free


def best_discount(
    line: BasketLine, discounts: Iterable[Discount], day: date
) -> Tuple[Optional[Discount], Money]:
    """Find the discount that saves most; the first one wins a tie, and None saves nothing."""
    best: Optional[Discount] = None
    most = Money(0, line.product.price.currency)
    for discount in discounts:
        if not discount.applies_to(line, day):
            continue
        saving = discount.saving(line)
        if saving > most:
            best, most = discount, saving
    return best, most


class TaxTable:
    """Tax rates in hundredths of a percent by category; the most specific category counts."""

    def __init__(self, rates: Mapping[str, int], default: int = 0) -> None:
        self.rates = dict(rates)
        self.default = default

    def rate_for(self, product: Product) -> int:
        """Walk up from the product's category to the nearest one that has a rate."""
        category = product.category
        while category:
            if category in self.rates:
                return self.rates[category]
            category = category.rpartition("/")[0]
        return self.default

    def included_in(self, amount: Money, product: Product) -> Money:
        """Return the tax contained in a price that includes it."""
        rate = self.rate_for(product)
        return amount.share(rate, BASIS_POINTS + rate)


@dataclass(frozen=True)
class PricedBasket:
    """The outcome of pricing: the tax is part of the total, not on top of it."""

    subtotal: Money
    saving: Money
    tax: Money
    shipping: Money
    labels: Tuple[str, ...] = ()

    @property
    def total(self) -> Money:
        """What the customer pays."""
        return self.subtotal - self.saving + self.shipping


def price_basket(
    lines: Sequence[BasketLine],
    discounts: Sequence[Discount] = (),
    taxes: Optional[TaxTable] = None,
    day: date = date.min,
    shipping: Money = Money(0),
    free_shipping_from: Optional[Money] = None,
) -> PricedBasket:
    """Price a basket: the best discount for each line, then tax, then shipping.

    Shipping is free when the discounted goods cost at least ``free_shipping_from``.
    """
    labels: List[str] = []
    savings: List[Money] = []
    contained: List[Money] = []
    for line in lines:
        discount, saving = best_discount(line, discounts, day)
        if discount is not None and discount.label not in labels:
            labels.append(discount.label)
        savings.append(saving)
        if taxes is not None:
            contained.append(taxes.included_in(line.gross - saving, line.product))
    currency = shipping.currency
    subtotal = total_of((line.gross for line in lines), currency)
    saved = total_of(savings, currency)
    if not lines or (free_shipping_from is not None and subtotal - saved >= free_shipping_from):
        shipping = Money(0, currency)
    return PricedBasket(subtotal, saved, total_of(contained, currency), shipping, tuple(labels))
