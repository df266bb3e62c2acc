"""Exact money: whole cents and a currency code, never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Iterable, List, Optional, Sequence

from cornershop.errors import CurrencyMismatch

CENTS_PER_UNIT = 100
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}

_AMOUNT = re.compile(r"(?P<units>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<cents>\d{1,2}))?")


def round_half_up(numerator: int, denominator: int) -> int:
    """Divide two whole numbers and round to the nearest; a half goes away from zero."""
    if denominator <= 0:
        raise ValueError(f"cannot divide by {denominator}")
    if numerator < 0:
        return -((denominator - 2 * numerator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


@total_ordering
@dataclass(frozen=True)
class Money:
    """An amount of one currency. Amounts of different currencies never mix."""

    cents: int
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if isinstance(self.cents, bool) or not isinstance(self.cents, int):
            raise TypeError(f"cents must be a whole number, not {self.cents!r}")
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError(f"not a currency code: {self.currency!r}")

    @classmethod
    def parse(cls, text: str, currency: str = "EUR") -> Money:
        """Read ``12``, ``12.5``, ``1,234.50``, ``€12``, ``-$3.20`` or ``GBP 12``.

        A symbol or code in the text wins over ``currency``.
        """
        amount = text.strip()
        negative = amount.startswith("-")
        if negative:
            amount = amount[1:]
        for code, symbol in SYMBOLS.items():
            for mark in (code, symbol):
                if amount.startswith(mark):
                    currency = code
                    amount = amount[len(mark):].lstrip()
        match = _AMOUNT.fullmatch(amount)
        if match is None:
            raise ValueError(f"not an amount of money: {text!r}")
        units = int(match.group("units").replace(",", ""))
        # "12.5" means fifty cents, so the digits are filled up on the right.
        cents = int((match.group("cents") or "").ljust(2, "0"))
        total = units * CENTS_PER_UNIT + cents
        return cls(-total if negative else total, currency)

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not mix")

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return Money(self.cents + other.cents, self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return Money(self.cents - other.cents, self.currency)

    def __mul__(self, factor: int) -> Money:
        if isinstance(factor, bool) or not isinstance(factor, int):
            return NotImplemented
        return Money(self.cents * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return self.cents < other.cents

    def share(self, part: int, whole: int) -> Money:
        """Return ``part / whole`` of the amount, rounded to the cent."""
        return Money(round_half_up(self.cents * part, whole), self.currency)

    def split(self, weights: Sequence[int]) -> List[Money]:
        """Divide the amount in proportion to ``weights`` without losing a cent.

        Cents left over by the division go to the shares that were cut the most; among equals, to the
        earlier one.
        """
        total = sum(weights)
        if total <= 0 or any(weight < 0 for weight in weights):
            raise ValueError("weights must not be negative, and one of them must be positive")
        shares = [self.cents * weight // total for weight in weights]
        spare = self.cents - sum(shares)
        # Sorting is stable, so equals stay in the order given.
        most_cut_first = sorted(range(len(weights)), key=lambda index: -(self.cents * weights[index] % total))
        for index in most_cut_first[:spare]:
            shares[index] += 1
        return [Money(share, self.currency) for share in shares]

    def __str__(self) -> str:
        units, cents = divmod(abs(self.cents), CENTS_PER_UNIT)
        sign = "-" if self.cents < 0 else ""
        symbol = SYMBOLS.get(self.currency)
        if symbol is None:
            return f"{sign}{units:,}.{cents:02d} {self.currency}"
        return f"{sign}{symbol}{units:,}.{cents:02d}"


def total_of(amounts: Iterable[Money], currency: Optional[str] = None) -> Money:
    """Add up amounts. Nothing at all is zero in ``currency`` (euros if not given)."""
    total: Optional[Money] = None
    for amount in amounts:
        if currency is not None and amount.currency != currency:
            raise CurrencyMismatch(f"expected {currency}, got {amount}")
        total = amount if total is None else total + amount
    return Money(0, currency or "EUR") if total is None else total
