"""What is on the shelves: movements, reservations and stocktakes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Dict, Iterator, List, Mapping, Optional, Tuple

from cornershop.errors import OutOfStock, ShopError


@dataclass(frozen=True)
class Movement:
    """A change of stock: positive when goods came in, negative when they left."""

    day: date
    quantity: int
    reason: str


class StockBook:
    """Keeps every movement; the stock on hand is their sum."""

    def __init__(self) -> None:
        self._movements: Dict[str, List[Movement]] = {}
        self._last_day = date.min

    def check_day(self, day: date) -> None:
        """Refuse a day before the last movement of any product: the past is closed."""
        if day < self._last_day:
            raise ValueError(f"{day} is before the last movement on {self._last_day}")

    def record(self, sku: str, quantity: int, reason: str, day: date) -> Movement:
        """Write down a movement; the stock of a product never goes below zero."""
        if quantity == 0:
            raise ValueError(f"{sku}: a movement cannot be zero")
        self.check_day(day)
        on_hand = self.on_hand(sku)
        if on_hand + quantity < 0:
            raise OutOfStock(sku, -quantity, on_hand)
        movement = Movement(day, quantity, reason)
        self._movements.setdefault(sku, []).append(movement)
        self._last_day = day
        return movement

    def on_hand(self, sku: str, at: Optional[date] = None) -> int:
        """Return the stock at the end of a day, or now."""
        total = 0
        for movement in self._movements.get(sku, ()):
            if at is not None and movement.day > at:
                break
            total += movement.quantity
        return total

    def history(self, sku: str, reason: Optional[str] = None) -> Iterator[Tuple[Movement, int]]:
        """Yield the movements of a product with the stock after each of them."""
        balance = 0
        for movement in self._movements.get(sku, ()):
            balance += movement.quantity
            if reason is None or movement.reason == reason:
                yield movement, balance


class Hold:
    """Goods set aside while a block runs; what was not committed by its end goes back.

    >>> with warehouse.hold({"TEA-00001-7": 2}) as hold:
    ...     charge_the_card()
    ...     hold.commit(today)
    """

    def __init__(self, warehouse: Warehouse, quantities: Mapping[str, int], reason: str = "sale") -> None:
        self.warehouse = warehouse
        self.reason = reason
        self.quantities = dict(quantities)
        self.active = False

    def __enter__(self) -> Hold:
        taken: List[Tuple[str, int]] = []
        try:
            for sku, quantity in self.quantities.items():
                self.warehouse.reserve(sku, quantity)
                taken.append((sku, quantity))
        except ShopError:
            for sku, quantity in taken:
                self.warehouse.release(sku, quantity)
            raise
        self.active = True
        return self

    def commit(self, day: date) -> None:
        """Let the goods leave the warehouse."""
        if not self.active:
            raise ShopError("the hold has ended or was committed before")
        self.warehouse.check_day(day)
        self.active = False
        for sku, quantity in self.quantities.items():
            self.warehouse.release(sku, quantity)
            self.warehouse.record(sku, -quantity, self.reason, day)

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        if self.active:
            for sku, quantity in self.quantities.items():
                self.warehouse.release(sku, quantity)
            self.active = False
        return False


class Warehouse(StockBook):
    """A stock book with reservations, reorder levels and an optional limit on its size."""

    def __init__(
        self, name: str, capacity: Optional[int] = None, reorder_levels: Optional[Mapping[str, int]] = None
    ) -> None:
        super().__init__()
        self.name = name
        self.capacity = capacity
        self.reorder_levels = dict(reorder_levels or {})
        self.counting = False
        self._reserved: Dict[str, int] = {}

    def free_space(self) -> Optional[int]:
        """Return how many more items fit, or None when there is no limit."""
        if self.capacity is None:
            return None
        return self.capacity - sum(self.on_hand(sku) for sku in self._movements)

    def available(self, sku: str) -> int:
        """Return what can still be promised: the stock on hand that nobody reserved."""
        return self.on_hand(sku) - self._reserved.get(sku, 0)

    def receive(self, sku: str, quantity: int, day: date, reason: str = "delivery") -> None:
        """Take goods in."""
        if quantity <= 0:
            raise ValueError(f"{sku}: cannot receive {quantity}")
        space = self.free_space()
        if space is not None and quantity > space:
            raise ShopError(f"{self.name} has room for {space} more, not for {quantity}")
        self.record(sku, quantity, reason, day)

    def reserve(self, sku: str, quantity: int) -> None:
        """Promise goods to someone. Not possible during a stocktake."""
        if self.counting:
            raise ShopError(f"{self.name} is being counted")
        available = self.available(sku)
        if quantity <= 0 or quantity > available:
            raise OutOfStock(sku, quantity, available)
        self._reserved[sku] = self._reserved.get(sku, 0) + quantity

    def release(self, sku: str, quantity: int) -> None:
        """Take back a promise."""
        reserved = self._reserved.get(sku, 0)
        if not 0 < quantity <= reserved:
            raise ValueError(f"{sku}: cannot release {quantity} of {reserved}")
        if quantity == reserved:
            del self._reserved[sku]
        else:
            self._reserved[sku] = reserved - quantity

    def hold(self, quantities: Mapping[str, int], reason: str = "sale") -> Hold:
        """Reserve several products at once, all or none, for the length of a ``with`` block."""
        return Hold(self, quantities, reason)

    def stocktake(self, counts: Mapping[str, int], day: date) -> Dict[str, int]:
        """Correct the book to what was counted and return the differences found."""
        if self.counting:
            raise ShopError(f"{self.name} is already being counted")
        self.counting = True
        differences: Dict[str, int] = {}
        try:
            for sku, counted in sorted(counts.items()):
                if counted < 0:
                    raise ValueError(f"{sku}: counted {counted}")
                difference = counted - self.on_hand(sku)
                if difference != 0:
                    self.record(sku, difference, "stocktake", day)
                    differences[sku] = difference
        finally:
            self.counting = False
        return differences

    def reorder_list(self, pack_sizes: Optional[Mapping[str, int]] = None) -> Dict[str, int]:
        """Say what to buy so that twice the reorder level is available, in whole packs."""
        wanted: Dict[str, int] = {}
        for sku, level in sorted(self.reorder_levels.items()):
            available = self.available(sku)
            if available >= level:
                continue
            pack = (pack_sizes or {}).get(sku, 1)
            packs = (2 * level - available + pack - 1) // pack
            wanted[sku] = packs * pack
        return wanted


def transfer(source: Warehouse, target: Warehouse, quantities: Mapping[str, int], day: date) -> int:
    """Move goods between warehouses, all or none, and return how many items moved."""
    needed = sum(quantities.values())
    space = target.free_space()
    if source is target or not quantities:
        return 0
    if space is not None and needed > space:
        raise ShopError(f"{target.name} has room for {space} more, not for {needed}")
    target.check_day(day)
    with source.hold(quantities, reason="transfer") as hold:
        hold.commit(day)
        for sku, quantity in quantities.items():
            target.receive(sku, quantity, day, reason="transfer")
    return needed
