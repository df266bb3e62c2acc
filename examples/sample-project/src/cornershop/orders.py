"""Orders: their checks, their life from draft to delivery, and the book that keeps them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Callable, ClassVar, Dict, Iterator, List, Optional, Sequence, Tuple

from cornershop.catalog import Product
from cornershop.errors import InvalidOrder, OutOfStock, ShopError
from cornershop.money import Money, total_of
from cornershop.pricing import BasketLine, Discount, PricedBasket, TaxTable, price_basket
from cornershop.stock import Warehouse

MAX_LINES = 20
RETURN_DAYS = 30

#: The states an order can go to from each state.
NEXT_STATES: Dict[str, Tuple[str, ...]] = {
    "draft": ("placed", "cancelled"),
    "placed": ("shipped", "cancelled"),
    "shipped": ("delivered",),
    "delivered": ("returned",),
    "cancelled": (),
    "returned": (),
}

Check = Callable[["CheckList", "Order"], Optional[str]]


def check(label: str) -> Callable[[Check], Check]:
    """Mark a method of a check list as a check; it returns what is wrong, or None."""

    def mark(method: Check) -> Check:
        method.check_label = label  # type: ignore[attr-defined]
        return method

    return mark


class CheckList:
    """Runs the methods marked with :func:`check` in the order they are written."""

    checks: ClassVar[List[Check]] = []

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        own = [member for member in vars(cls).values() if hasattr(member, "check_label")]
        cls.checks = [*cls.checks, *own]

    def problems(self, order: Order) -> Iterator[str]:
        """Yield what is wrong, each problem with the label of its check."""
        for method in self.checks:
            found = method(self, order)
            if found is not None:
                yield f"{method.check_label}: {found}"  # type: ignore[attr-defined]


class OrderChecks(CheckList):
    """What every order must fulfil before it is placed."""

    @check("customer")
    def has_an_address(self, order: Order) -> Optional[str]:
        name, at, domain = order.customer.partition("@")
        if not (name and at) or "." not in domain.strip(".") or " " in order.customer:
            return f"{order.customer!r} is not an e-mail address"
        return None

    @check("state")
    def is_a_draft(self, order: Order) -> Optional[str]:
        return None if order.state == "draft" else f"already {order.state}"

    @check("size")
    def has_a_sensible_size(self, order: Order) -> Optional[str]:
        if not order.lines:
            return "nothing in it"
        if len(order.lines) > MAX_LINES:
            return f"{len(order.lines)} lines, at most {MAX_LINES} are allowed"
        return None


class Order:
    """What one customer wants. The lines can change only while it is a draft."""

    def __init__(self, customer: str, lines: Sequence[BasketLine] = ()) -> None:
        self.customer = customer
        self.number: Optional[int] = None
        self.lines: List[BasketLine] = []
        self.priced: Optional[PricedBasket] = None
        self.log: List[Tuple[date, str]] = []
        self._state = "draft"
        for line in lines:
            self.add(line.product, line.quantity)

    @property
    def state(self) -> str:
        """Where the order is in its life; only the steps in ``NEXT_STATES`` are possible."""
        return self._state

    @state.setter
    def state(self, new: str) -> None:
        if new not in NEXT_STATES:
            raise ValueError(f"unknown state: {new!r}")
        if new not in NEXT_STATES[self._state]:
            allowed = " or ".join(NEXT_STATES[self._state]) or "nothing else"
            raise ShopError(f"a {self._state} order can become {allowed}, not {new}")
        self._state = new

    def move_to(self, state: str, day: date) -> None:
        """Change the state and log the day."""
        if self.log and day < self.log[-1][0]:
            raise ValueError(f"{day} is before the last entry of the log")
        self.state = state
        self.log.append((day, state))

    def add(self, product: Product, quantity: int = 1) -> None:
        """Put items in; more of the same product joins its line."""
        if self._state != "draft":
            raise ShopError(f"a {self._state} order cannot be changed")
        for index, line in enumerate(self.lines):
            if line.product.sku == product.sku:
                self.lines[index] = BasketLine(product, line.quantity + quantity)
                return
        self.lines.append(BasketLine(product, quantity))

    def quantities(self) -> Dict[str, int]:
        """Return how many of each SKU are wanted."""
        return {line.product.sku: line.quantity for line in self.lines}

    def days_since(self, state: str, today: date) -> Optional[int]:
        """Return how long ago the order reached a state, or None if it never did."""
        for day, reached in reversed(self.log):
            if reached == state:
                return (today - day).days
        return None

    def refund(self, today: date) -> Money:
        """Return what the customer gets back for cancelling or returning the order now.

        Before shipping that is everything. After delivery the shipping is kept, and in the second
        half of the return period a tenth of the goods' price too.
        """
        if self.priced is None or self._state in ("cancelled", "returned"):
            return Money(0)
        if self._state == "placed":
            return self.priced.total
        waited = self.days_since("delivered", today)
        if waited is None or waited > RETURN_DAYS:
            return Money(0, self.priced.total.currency)
        total, shipping = self.priced.total, self.priced.shipping
        fee = (total - shipping).share(1 if waited > RETURN_DAYS // 2 else 0, 10)
        return total - shipping - fee


class OrderBook:
    """Takes orders, checks them and reserves the goods."""

    def __init__(
        self,
        warehouse: Warehouse,
        discounts: Sequence[Discount] = (),
        taxes: Optional[TaxTable] = None,
        checks: Optional[CheckList] = None,
    ) -> None:
        self.warehouse = warehouse
        self.discounts = list(discounts)
        self.taxes = taxes
        self.checks = checks if checks is not None else OrderChecks()
        self.orders: Dict[int, Order] = {}
        self.rejected: Counter = Counter()

    def place(self, order: Order, day: date, shipping: Money = Money(0)) -> int:
        """Check, price and book an order, and return its number.

        Nothing changes when it fails, apart from the count of rejected orders by customer.
        """
        placed = False
        try:
            problems = list(self.checks.problems(order))
            if problems:
                raise InvalidOrder(problems)
            priced = price_basket(order.lines, self.discounts, self.taxes, day, shipping)
            with self.warehouse.hold(order.quantities()) as hold:
                hold.commit(day)
            order.move_to("placed", day)
            order.priced = priced
            order.number = max(self.orders, default=1000) + 1
            self.orders[order.number] = order
            placed = True
        finally:
            if not placed:
                self.rejected[order.customer] += 1
        return order.number

    def place_all(self, orders: Sequence[Order], day: date) -> Tuple[List[int], List[str]]:
        """Place what can be placed; return the numbers, and why the others failed."""
        numbers: List[int] = []
        failures: List[str] = []
        for order in orders:
            try:
                numbers.append(self.place(order, day))
            except OutOfStock as error:
                failures.append(f"{order.customer}: short of {error.missing} {error.sku}")
            except ShopError as error:
                failures.append(f"{order.customer}: {error}")
        return numbers, failures

    def cancel(self, number: int, day: date) -> Money:
        """Cancel a placed order, put the goods back and return the refund."""
        order = self.orders.get(number)
        if order is None:
            raise ShopError(f"there is no order {number}")
        refund = order.refund(day)
        self.warehouse.check_day(day)
        order.move_to("cancelled", day)
        for sku, quantity in order.quantities().items():
            self.warehouse.record(sku, quantity, "cancellation", day)
        return refund

    def revenue(self, start: date, end: date) -> Money:
        """Add up the orders placed between two days, both included, that were not undone."""
        return total_of(
            order.priced.total
            for order in self.orders.values()
            if order.priced is not None
            and order.state not in ("cancelled", "returned")
            and start <= order.log[0][0] <= end
        )
