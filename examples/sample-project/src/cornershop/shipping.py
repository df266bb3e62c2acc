"""Packing parcels, asking carriers for prices, and saying when they arrive."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Awaitable, Callable, Collection, List, Optional, Sequence, Tuple

from cornershop.errors import CarrierBusy, ShopError
from cornershop.money import Money, total_of
from cornershop.pricing import BasketLine

PARCEL_LIMIT_GRAMS = 10_000
PACKAGING_GRAMS = 150
SATURDAY = 5


@dataclass
class Parcel:
    """Items that travel together."""

    skus: List[str] = field(default_factory=list)
    goods_grams: int = 0

    @property
    def weight_grams(self) -> int:
        """The weight with its packaging; every fifth item needs some more of it."""
        return self.goods_grams + PACKAGING_GRAMS + len(self.skus) // 5 * 50

    def fits(self, grams: int, limit: int) -> bool:
        """Tell whether one more item can go in."""
        extra = 50 if len(self.skus) % 5 == 4 else 0
        return self.weight_grams + grams + extra <= limit


def pack(lines: Sequence[BasketLine], limit: int = PARCEL_LIMIT_GRAMS) -> List[Parcel]:
    """Spread the items over few parcels: heavy items first, each into the first parcel with room."""
    items = [(line.product.weight_grams, line.product.sku) for line in lines for _ in range(line.quantity)]
    parcels: List[Parcel] = []
    for grams, sku in sorted(items, key=lambda item: (-item[0], item[1])):
        for parcel in parcels:
            if parcel.fits(grams, limit):
                break
        else:
            parcel = Parcel()
            if not parcel.fits(grams, limit):
                raise ShopError(f"{sku} is too heavy to send: {grams} g")
            parcels.append(parcel)
        parcel.skus.append(sku)
        parcel.goods_grams += grams
    return parcels


def add_business_days(start: date, days: int, holidays: Collection[date] = ()) -> date:
    """Go forward so many days, not counting weekends and holidays.

    With zero days the result is the first business day from ``start`` on.
    """
    if days < 0:
        raise ValueError("cannot go back in time")
    current = start
    while current.weekday() >= SATURDAY or current in holidays:
        current += timedelta(days=1)
    remaining = days
    while remaining > 0:
        current += timedelta(days=1)
        if current.weekday() < SATURDAY and current not in holidays:
            remaining -= 1
    return current


class Carrier:
    """Someone who brings parcels. Subclasses say what a parcel costs."""

    def __init__(self, name: str, transit_days: int, max_grams: int = PARCEL_LIMIT_GRAMS) -> None:
        self.name = name
        self.transit_days = transit_days
        self.max_grams = max_grams

    def price(self, parcel: Parcel) -> Money:
        """Return the price of one parcel."""
        raise NotImplementedError(f"{type(self).__name__} has no prices")

    def accepts(self, parcels: Sequence[Parcel]) -> bool:
        """Tell whether the carrier takes all of these."""
        return len(parcels) > 0 and all(0 < parcel.weight_grams <= self.max_grams for parcel in parcels)

    async def quote(self, parcels: Sequence[Parcel]) -> Money:
        """Return the price of all parcels; from the fourth parcel on, one in four is free."""
        await asyncio.sleep(0)
        prices = sorted((self.price(parcel) for parcel in parcels), reverse=True)
        free = len(prices) // 4
        return total_of(prices[: len(prices) - free])

    def arrival(self, day: date, ready_hour: int, holidays: Collection[date] = ()) -> date:
        """Return the day of delivery; what is ready after 14:00 leaves a business day later."""
        leaves = add_business_days(day, 0, holidays)
        if leaves == day and ready_hour > 14:
            leaves = add_business_days(leaves, 1, holidays)
        return add_business_days(leaves, self.transit_days, holidays)


class FlatRate(Carrier):
    """The same price for every parcel, with a surcharge for heavy ones."""

    def __init__(
        self, name: str, transit_days: int, rate: Money, heavy_from: int = 5_000, surcharge: Money = Money(0)
    ) -> None:
        super().__init__(name, transit_days)
        self.rate = rate
        self.heavy_from = heavy_from
        self.surcharge = surcharge

    def price(self, parcel: Parcel) -> Money:
        if parcel.weight_grams >= self.heavy_from:
            return self.rate + self.surcharge
        return self.rate


class WeightBands(Carrier):
    """Prices by weight, as bands of (up to so many grams, price)."""

    def __init__(self, name: str, transit_days: int, bands: Sequence[Tuple[int, Money]]) -> None:
        if not bands:
            raise ValueError(f"{name}: at least one weight band is needed")
        self.bands = sorted(bands, key=lambda band: band[0])
        super().__init__(name, transit_days, max_grams=self.bands[-1][0])

    def price(self, parcel: Parcel) -> Money:
        """Find the lowest band the parcel fits in."""
        low, high = 0, len(self.bands) - 1
        while low < high:
            middle = (low + high) // 2
            if parcel.weight_grams <= self.bands[middle][0]:
                high = middle
            else:
                low = middle + 1
        if parcel.weight_grams > self.bands[low][0]:
            raise ShopError(f"{self.name} takes up to {self.max_grams} g, not {parcel.weight_grams} g")
        return self.bands[low][1]


@dataclass(frozen=True)
class Quote:
    """A carrier's offer."""

    carrier: str
    price: Money
    arrives: date


async def best_quote(
    carriers: Sequence[Carrier],
    parcels: Sequence[Parcel],
    day: date,
    deadline: Optional[date] = None,
    attempts: int = 3,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> Optional[Quote]:
    """Ask all carriers at once and return the cheapest offer that arrives in time, or None.

    A busy carrier is asked again after a pause that doubles each time, ``attempts`` times in all. Of
    equal prices the earlier arrival wins.
    """

    async def ask(carrier: Carrier) -> Optional[Quote]:
        pause = 0.5
        for attempt in range(1, attempts + 1):
            try:
                price = await carrier.quote(parcels)
            except CarrierBusy:
                if attempt == attempts:
                    return None
                await sleep(pause)
                pause *= 2
            else:
                return Quote(carrier.name, price, carrier.arrival(day, ready_hour=12))
        return None

    offers = await asyncio.gather(*(ask(carrier) for carrier in carriers if carrier.accepts(parcels)))
    received = [offer for offer in offers if offer is not None]
    in_time = [offer for offer in received if deadline is None or offer.arrives <= deadline]
    return min(in_time, key=lambda offer: (offer.price.cents, offer.arrives), default=None)
