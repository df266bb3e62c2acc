from datetime import timedelta

import pytest

from cornershop.errors import InvalidOrder, OutOfStock, ShopError
from cornershop.money import Money
from cornershop.orders import CheckList, Order, OrderBook, OrderChecks, check
from cornershop.pricing import BasketLine, MultiBuy

TEA, MUG, KETTLE = "TEA-00001-7", "MUG-00310-0", "KET-00009-3"


@pytest.fixture
def order_of(catalog):
    """Build a draft order from SKUs and quantities."""

    def build(customer="ada@example.org", **quantities):
        skus = {"tea": TEA, "mug": MUG, "kettle": KETTLE}
        return Order(customer, [BasketLine(catalog[skus[name]], count) for name, count in quantities.items()])

    return build


@pytest.fixture
def book(warehouse):
    return OrderBook(warehouse, [MultiBuy("3 for 2", 3, 2, skus=[TEA])])


class TestLines:
    def test_same_product_joins_its_line(self, order_of, catalog):
        order = order_of(tea=1, mug=1)
        order.add(catalog[TEA], 2)
        assert order.quantities() == {TEA: 3, MUG: 1}
        assert len(order.lines) == 2

    def test_no_change_after_the_draft(self, order_of, catalog):
        order = order_of(tea=1)
        order.state = "placed"
        with pytest.raises(ShopError, match="a placed order cannot be changed"):
            order.add(catalog[TEA])


class TestStates:
    def test_possible_paths(self):
        for path in [["placed", "shipped", "delivered", "returned"], ["placed", "cancelled"], ["cancelled"]]:
            order = Order("ada@example.org")
            for state in path:
                order.state = state
            assert order.state == path[-1]

    def test_impossible_paths(self):
        for path, message in [
            (["shipped"], "draft order can become placed or cancelled, not shipped"),
            (["cancelled", "placed"], "can become nothing else, not placed"),
            (["placed", "shipped", "cancelled"], "can become delivered"),
        ]:
            order = Order("ada@example.org")
            for state in path[:-1]:
                order.state = state
            with pytest.raises(ShopError, match=message):
                order.state = path[-1]

    def test_unknown_state(self):
        with pytest.raises(ValueError, match="unknown state: 'lost'"):
            Order("ada@example.org").state = "lost"

    def test_days_are_logged(self, monday):
        order = Order("ada@example.org")
        order.move_to("placed", monday)
        order.move_to("shipped", monday + timedelta(days=2))
        assert order.log == [(monday, "placed"), (monday + timedelta(days=2), "shipped")]
        assert order.days_since("placed", monday + timedelta(days=5)) == 5
        assert order.days_since("shipped", monday + timedelta(days=5)) == 3
        assert order.days_since("delivered", monday) is None

    def test_the_log_only_goes_forward(self, monday):
        order = Order("ada@example.org")
        order.move_to("placed", monday)
        with pytest.raises(ValueError, match="before the last entry"):
            order.move_to("shipped", monday - timedelta(days=1))
        assert order.state == "placed"


class TestChecks:
    def test_bad_addresses(self, order_of):
        for customer in ["ada", "@example.org", "ada@", "ada@org", "ada@org.", "a da@example.org"]:
            assert list(OrderChecks().problems(order_of(customer, tea=1))) == [
                f"customer: {customer!r} is not an e-mail address"
            ]

    def test_good_order(self, order_of):
        assert list(OrderChecks().problems(order_of(tea=20, mug=1))) == []

    def test_problems_come_in_the_order_of_the_checks(self, order_of):
        order = order_of("nobody")
        order.state = "placed"
        labels = [problem.split(":")[0] for problem in OrderChecks().problems(order)]
        assert labels == ["customer", "state", "size"]

    def test_number_of_lines(self, order_of, catalog):
        for count, found in [(20, []), (21, ["size: 21 lines, at most 20 are allowed"])]:
            order = order_of()
            order.lines = [BasketLine(catalog[TEA])] * count
            assert list(OrderChecks().problems(order)) == found

    def test_own_checks_come_after_the_inherited_ones(self, order_of):
        class StrictChecks(OrderChecks):
            @check("limit")
            def has_no_kettles(self, order):
                return "no kettles" if KETTLE in order.quantities() else None

        assert list(StrictChecks().problems(order_of("nobody", kettle=1)))[1:] == ["limit: no kettles"]
        assert len(StrictChecks.checks) == len(OrderChecks.checks) + 1
        assert CheckList.checks == []


class TestPlacing:
    def test_place(self, book, order_of, monday):
        order = order_of(tea=3, mug=1)
        assert book.place(order, monday, shipping=Money(490)) == 1001
        assert (order.number, order.state, order.log) == (1001, "placed", [(monday, "placed")])
        assert order.priced.total == Money(900 + 1400 + 490)
        assert book.orders == {1001: order}
        assert book.warehouse.on_hand(TEA) == 7
        assert not book.rejected

    def test_numbers_count_up(self, book, order_of, monday):
        assert [book.place(order_of(tea=1), monday) for _ in range(3)] == [1001, 1002, 1003]

    def test_invalid_orders_change_nothing(self, book, order_of, monday):
        order = order_of("nobody")
        with pytest.raises(InvalidOrder) as caught:
            book.place(order, monday)
        assert len(caught.value.problems) == 2
        assert (order.state, order.priced, book.orders) == ("draft", None, {})
        assert book.rejected["nobody"] == 1

    def test_missing_goods_change_nothing(self, book, order_of, monday):
        order = order_of(tea=1, kettle=2)
        with pytest.raises(OutOfStock):
            book.place(order, monday)
        assert (order.state, order.number, book.orders) == ("draft", None, {})
        assert book.warehouse.available(TEA) == 10

    def test_no_order_is_placed_twice(self, book, order_of, monday):
        order = order_of(tea=1)
        book.place(order, monday)
        with pytest.raises(InvalidOrder, match="already placed"):
            book.place(order, monday)
        assert book.warehouse.on_hand(TEA) == 9

    def test_place_all(self, book, order_of, monday):
        orders = [
            order_of(kettle=1),
            order_of("bob@example.org", kettle=1),
            order_of("eve@example.org"),
            order_of(mug=4),
        ]
        numbers, failures = book.place_all(orders, monday)
        assert numbers == [1001, 1002]
        assert failures == [
            f"bob@example.org: short of 1 {KETTLE}",
            "eve@example.org: size: nothing in it",
        ]

    def test_own_check_list(self, warehouse, order_of, monday):
        class NoChecks(CheckList):
            """Takes everything."""

        assert OrderBook(warehouse, checks=NoChecks()).place(order_of("nobody", tea=1), monday) == 1001


class TestAfterwards:
    def test_cancel(self, book, order_of, monday):
        number = book.place(order_of(tea=3, mug=1), monday, shipping=Money(490))
        tuesday = monday + timedelta(days=1)
        assert book.cancel(number, tuesday) == Money(2790)
        assert book.orders[number].state == "cancelled"
        assert (book.warehouse.on_hand(TEA), book.warehouse.on_hand(MUG)) == (10, 4)
        assert [balance for _, balance in book.warehouse.history(TEA, "cancellation")] == [10]

    def test_cancel_refuses(self, book, order_of, monday):
        with pytest.raises(ShopError, match="there is no order 7"):
            book.cancel(7, monday)
        number = book.place(order_of(tea=1), monday)
        book.orders[number].move_to("shipped", monday)
        with pytest.raises(ShopError, match="not cancelled"):
            book.cancel(number, monday)
        assert book.warehouse.on_hand(TEA) == 9

    @pytest.mark.parametrize(
        ("days", "cents"),
        [
            pytest.param(0, 2300, id="same day"),
            pytest.param(15, 2300, id="end of the first half"),
            pytest.param(16, 2070, id="start of the second half"),
            pytest.param(30, 2070, id="last day"),
            pytest.param(31, 0, id="too late"),
        ],
    )
    def test_refund_after_delivery(self, book, order_of, monday, days, cents):
        order = order_of(tea=3, mug=1)
        book.place(order, monday, shipping=Money(490))
        order.move_to("shipped", monday)
        order.move_to("delivered", monday)
        assert order.refund(monday + timedelta(days=days)) == Money(cents)

    def test_no_refund(self, book, order_of, monday):
        order = order_of(tea=1)
        assert order.refund(monday) == Money(0)
        book.place(order, monday)
        order.move_to("shipped", monday)
        assert order.refund(monday) == Money(0)
        order.move_to("delivered", monday)
        order.move_to("returned", monday)
        assert order.refund(monday) == Money(0)

    def test_revenue(self, book, order_of, monday):
        for days in range(4):
            book.place(order_of(mug=1), monday + timedelta(days=days), shipping=Money(100 * days))
        book.cancel(1002, monday + timedelta(days=4))
        assert book.revenue(monday, monday + timedelta(days=3)) == Money(1400 + 1600 + 1700)
        assert book.revenue(monday + timedelta(days=1), monday + timedelta(days=2)) == Money(1600)
        assert book.revenue(monday + timedelta(days=9), monday + timedelta(days=9)) == Money(0)
