"""What can go wrong in the shop. Everything derives from :class:`ShopError`."""

from __future__ import annotations

from typing import Sequence


class ShopError(Exception):
    """Base of all errors raised on purpose by this package."""


class CurrencyMismatch(ShopError, ValueError):
    """Two amounts of different currencies met in one calculation."""


class UnknownSku(ShopError, KeyError):
    """No product has this SKU; ``suggestions`` holds the ones that look alike."""

    def __init__(self, sku: str, suggestions: Sequence[str] = ()) -> None:
        self.sku = sku
        self.suggestions = tuple(suggestions)
        message = f"no product has the SKU {sku!r}"
        if len(self.suggestions) == 1:
            message += f"; did you mean {self.suggestions[0]}?"
        elif self.suggestions:
            *others, last = self.suggestions
            message += f"; did you mean {', '.join(others)} or {last}?"
        super().__init__(message)

    def __str__(self) -> str:
        # KeyError would show the message in quotes.
        return self.args[0]


class OutOfStock(ShopError):
    """More was asked for than is available."""

    def __init__(self, sku: str, wanted: int, available: int) -> None:
        self.sku = sku
        self.missing = wanted - available
        left = f"only {available} left" if available > 0 else "none left"
        super().__init__(f"{sku}: {wanted} wanted, {left}")


class InvalidOrder(ShopError):
    """An order did not pass its checks; ``problems`` lists all of them."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(self.problems))


class CarrierBusy(ShopError):
    """A carrier could not answer now but may do so later."""
