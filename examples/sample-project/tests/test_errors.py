from cornershop.errors import InvalidOrder, OutOfStock, ShopError, UnknownSku


def test_unknown_sku_suggests_others():
    for suggestions, ending in [
        ([], "'TEA-1'"),
        (["A"], "did you mean A?"),
        (["A", "B"], "did you mean A or B?"),
        (["A", "B", "C"], "did you mean A, B or C?"),
    ]:
        error = UnknownSku("TEA-1", suggestions)
        assert str(error).startswith("no product has the SKU 'TEA-1'")
        assert str(error).endswith(ending)
        assert error.suggestions == tuple(suggestions)
        assert isinstance(error, ShopError) and isinstance(error, KeyError)


def test_out_of_stock_says_what_is_left():
    for available, left in [(2, "only 2 left"), (1, "only 1 left"), (0, "none left")]:
        error = OutOfStock("TEA-00001-7", 5, available)
        assert str(error) == f"TEA-00001-7: 5 wanted, {left}"
        assert error.missing == 5 - available


def test_invalid_order_joins_its_problems():
    error = InvalidOrder(["size: nothing in it", "state: already placed"])
    assert error.problems == ["size: nothing in it", "state: already placed"]
    assert str(error) == "size: nothing in it; state: already placed"
