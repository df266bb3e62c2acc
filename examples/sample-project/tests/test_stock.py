from datetime import timedelta

import pytest

from cornershop.errors import OutOfStock, ShopError
from cornershop.stock import Movement, StockBook, Warehouse, transfer

TEA, MUG, KETTLE = "TEA-00001-7", "MUG-00310-0", "KET-00009-3"


@pytest.fixture
def book(monday):
    """Ten in on Monday, three out on Tuesday, one out on Thursday, five in on Friday."""
    filled = StockBook()
    for days, quantity, reason in [(0, 10, "delivery"), (1, -3, "sale"), (3, -1, "sale"), (4, 5, "delivery")]:
        filled.record(TEA, quantity, reason, monday + timedelta(days=days))
    return filled


class TestStockBook:
    def test_on_hand(self, book, monday):
        assert (book.on_hand(TEA), book.on_hand(MUG)) == (11, 0)
        for days, expected in [(-1, 0), (0, 10), (1, 7), (2, 7), (3, 6), (4, 11), (9, 11)]:
            assert book.on_hand(TEA, at=monday + timedelta(days=days)) == expected

    def test_history(self, book, monday):
        assert [balance for _, balance in book.history(TEA)] == [10, 7, 6, 11]
        assert list(book.history(TEA, reason="sale")) == [
            (Movement(monday + timedelta(days=1), -3, "sale"), 7),
            (Movement(monday + timedelta(days=3), -1, "sale"), 6),
        ]

    def test_record_returns_the_movement(self, book, monday):
        friday = monday + timedelta(days=4)
        assert book.record(MUG, 2, "gift", friday) == Movement(friday, 2, "gift")

    def test_stock_can_reach_zero_but_not_less(self, book, monday):
        later = monday + timedelta(days=5)
        with pytest.raises(OutOfStock, match="12 wanted, only 11 left") as caught:
            book.record(TEA, -12, "sale", later)
        assert caught.value.missing == 1
        book.record(TEA, -11, "sale", later)
        assert book.on_hand(TEA) == 0

    def test_no_movement_of_nothing(self, book, monday):
        with pytest.raises(ValueError, match="cannot be zero"):
            book.record(TEA, 0, "sale", monday + timedelta(days=9))

    def test_the_past_is_closed_for_all_products(self, book, monday):
        with pytest.raises(ValueError, match="before the last movement"):
            book.record(MUG, 1, "delivery", monday + timedelta(days=3))


class TestWarehouse:
    def test_reservations_lower_what_is_available(self, warehouse):
        warehouse.reserve(TEA, 4)
        warehouse.reserve(TEA, 3)
        assert (warehouse.on_hand(TEA), warehouse.available(TEA)) == (10, 3)
        warehouse.release(TEA, 2)
        assert warehouse.available(TEA) == 5
        warehouse.release(TEA, 5)
        assert warehouse.available(TEA) == 10

    def test_reserve_refuses(self, warehouse):
        for quantity in [11, 0, -1]:
            with pytest.raises(OutOfStock):
                warehouse.reserve(TEA, quantity)

    def test_release_refuses(self, warehouse):
        warehouse.reserve(TEA, 2)
        for quantity in [3, 0, -1]:
            with pytest.raises(ValueError, match=f"cannot release {quantity} of 2"):
                warehouse.release(TEA, quantity)

    def test_receive_refuses(self, warehouse, monday):
        for quantity in [0, -2]:
            with pytest.raises(ValueError, match="cannot receive"):
                warehouse.receive(TEA, quantity, monday)

    def test_capacity(self, monday):
        shed = Warehouse("shed", capacity=5)
        shed.receive(TEA, 2, monday)
        shed.receive(MUG, 1, monday)
        assert shed.free_space() == 2
        with pytest.raises(ShopError, match="shed has room for 2 more, not for 3"):
            shed.receive(TEA, 3, monday)
        shed.receive(TEA, 2, monday)
        assert shed.free_space() == 0
        assert Warehouse("without limit").free_space() is None

    def test_stocktake_corrects_the_book(self, warehouse, monday):
        assert warehouse.stocktake({TEA: 8, MUG: 4, KETTLE: 2}, monday) == {TEA: -2, KETTLE: 1}
        assert (warehouse.on_hand(TEA), warehouse.on_hand(KETTLE)) == (8, 2)
        assert [movement.quantity for movement, _ in warehouse.history(TEA, "stocktake")] == [-2]

    def test_failed_stocktake_does_not_stay_open(self, warehouse, monday):
        with pytest.raises(ValueError, match="counted -1"):
            warehouse.stocktake({TEA: -1}, monday)
        assert warehouse.counting is False
        warehouse.reserve(TEA, 1)

    def test_nothing_else_goes_on_during_a_stocktake(self, warehouse, monday):
        warehouse.counting = True
        with pytest.raises(ShopError, match="is being counted"):
            warehouse.reserve(TEA, 1)
        with pytest.raises(ShopError, match="already being counted"):
            warehouse.stocktake({}, monday)

    @pytest.mark.parametrize(
        ("packs", "expected"),
        [
            pytest.param(None, {TEA: 14}, id="single items"),
            pytest.param({TEA: 6}, {TEA: 18}, id="packs of six"),
            pytest.param({TEA: 7}, {TEA: 14}, id="packs that fit exactly"),
            pytest.param({TEA: 100, MUG: 2}, {TEA: 100}, id="one large pack"),
        ],
    )
    def test_reorder_list(self, warehouse, packs, expected):
        assert warehouse.reorder_list(packs) == expected

    def test_reserved_goods_count_for_the_reorder_list(self, warehouse):
        warehouse.reserve(MUG, 1)
        assert warehouse.reorder_list() == {MUG: 5, TEA: 14}


class TestHold:
    def test_commit_takes_the_goods(self, warehouse, monday):
        with warehouse.hold({TEA: 2, MUG: 1}) as hold:
            assert (warehouse.on_hand(TEA), warehouse.available(TEA)) == (10, 8)
            hold.commit(monday)
        assert (warehouse.on_hand(TEA), warehouse.available(TEA)) == (8, 8)
        assert (warehouse.on_hand(MUG), warehouse.available(MUG)) == (3, 3)

    def test_without_commit_all_goes_back(self, warehouse):
        with warehouse.hold({TEA: 2}) as hold:
            assert hold.active
        assert not hold.active
        assert warehouse.available(TEA) == 10

    def test_errors_pass_through_and_release(self, warehouse):
        with pytest.raises(RuntimeError, match="card declined"):
            with warehouse.hold({TEA: 2}):
                raise RuntimeError("card declined")
        assert warehouse.available(TEA) == 10

    def test_all_or_none(self, warehouse):
        with pytest.raises(OutOfStock, match=KETTLE):
            with warehouse.hold({TEA: 2, KETTLE: 2}):
                pytest.fail("the block must not run")
        assert warehouse.available(TEA) == 10

    def test_commit_only_once(self, warehouse, monday):
        with warehouse.hold({TEA: 2}) as hold:
            hold.commit(monday)
            with pytest.raises(ShopError, match="committed before"):
                hold.commit(monday)
        assert warehouse.on_hand(TEA) == 8

    def test_refused_commit_releases(self, warehouse, monday):
        with pytest.raises(ValueError, match="before the last movement"):
            with warehouse.hold({TEA: 2, MUG: 1}) as hold:
                hold.commit(monday - timedelta(days=1))
        assert (warehouse.available(TEA), warehouse.available(MUG)) == (10, 4)


class TestTransfer:
    def test_moves_goods(self, warehouse, monday):
        shop = Warehouse("shop floor")
        assert transfer(warehouse, shop, {TEA: 3, MUG: 1}, monday) == 4
        assert (warehouse.on_hand(TEA), shop.on_hand(TEA), shop.on_hand(MUG)) == (7, 3, 1)
        assert [movement.reason for movement, _ in warehouse.history(TEA)] == ["delivery", "transfer"]
        assert [movement.reason for movement, _ in shop.history(TEA)] == ["transfer"]

    def test_nothing_to_do(self, warehouse, monday):
        assert transfer(warehouse, Warehouse("shop floor"), {}, monday) == 0
        assert transfer(warehouse, warehouse, {TEA: 3}, monday) == 0
        assert warehouse.on_hand(TEA) == 10

    def test_too_little_room(self, warehouse, monday):
        with pytest.raises(ShopError, match="room for 3 more, not for 4"):
            transfer(warehouse, Warehouse("shelf", capacity=3), {TEA: 3, MUG: 1}, monday)
        assert transfer(warehouse, Warehouse("shelf", capacity=3), {TEA: 3}, monday) == 3

    def test_too_few_goods(self, warehouse, monday):
        shop = Warehouse("shop floor")
        with pytest.raises(OutOfStock):
            transfer(warehouse, shop, {TEA: 1, KETTLE: 2}, monday)
        assert (warehouse.available(TEA), shop.on_hand(TEA)) == (10, 0)
