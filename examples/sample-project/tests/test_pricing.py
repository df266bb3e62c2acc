from datetime import date, timedelta

import pytest

from cornershop.money import Money
from cornershop.pricing import (
    BasketLine,
    Discount,
    MultiBuy,
    PercentOff,
    TaxTable,
    best_discount,
    price_basket,
    within_gross,
)


@pytest.fixture
def line(catalog):
    """Build a basket line from a SKU and a quantity."""

    def build(sku="TEA-00001-7", quantity=1):
        return BasketLine(catalog[sku], quantity)

    return build


@pytest.fixture
def taxes():
    return TaxTable({"drinks": 1900, "food": 700, "drinks/tea": 700}, default=2000)


def test_lines(line):
    assert line(quantity=3).gross == Money(1350)
    for quantity in [0, -1]:
        with pytest.raises(ValueError, match="at least one item"):
            line(quantity=quantity)


class TestEligibility:
    @pytest.mark.parametrize(
        ("days", "applies"),
        [
            pytest.param(-1, False, id="day before"),
            pytest.param(0, True, id="first day"),
            pytest.param(6, True, id="last day"),
            pytest.param(7, False, id="day after"),
        ],
    )
    def test_days(self, line, monday, days, applies):
        week = PercentOff("tea week", 10, starts=monday, ends=monday + timedelta(days=6))
        assert week.applies_to(line(), monday + timedelta(days=days)) is applies

    @pytest.mark.parametrize(
        ("conditions", "applies"),
        [
            pytest.param({"skus": ["TEA-00001-7"]}, True, id="named product"),
            pytest.param({"skus": ["TEA-00002-4"]}, False, id="other product"),
            pytest.param({"category": "drinks"}, True, id="category above"),
            pytest.param({"category": "food"}, False, id="other category"),
            pytest.param({"skus": ["TEA-00001-7"], "category": "food"}, False, id="one of two"),
        ],
    )
    def test_products(self, line, monday, conditions, applies):
        assert PercentOff("sale", 10, **conditions).applies_to(line(), monday) is applies

    def test_must_not_end_before_it_starts(self, monday):
        with pytest.raises(ValueError, match="ends before it starts"):
            PercentOff("never", 10, starts=monday, ends=monday - timedelta(days=1))
        assert PercentOff("one day", 10, starts=monday, ends=monday).starts == monday

    def test_discount_is_abstract(self):
        with pytest.raises(TypeError):
            Discount("nothing in particular")


class TestSavings:
    def test_percent_off(self, line):
        for percent, minimum, quantity, cents in [
            (10, 1, 1, 45),
            (33, 1, 1, 149),
            (100, 1, 2, 900),
            (50, 3, 2, 0),
            (50, 3, 3, 675),
        ]:
            assert PercentOff("sale", percent, minimum).saving(line(quantity=quantity)) == Money(cents)

    def test_percent_off_refuses(self):
        for percent in [0, 101, -5]:
            with pytest.raises(ValueError, match="between 1 and 100"):
                PercentOff("sale", percent)

    def test_multi_buy(self, line):
        for take, pay, quantity, cents in [
            (3, 2, 2, 0),
            (3, 2, 3, 450),
            (3, 2, 5, 450),
            (3, 2, 6, 900),
            (4, 1, 9, 2700),
            (1, 0, 2, 900),
        ]:
            assert MultiBuy("deal", take, pay).saving(line(quantity=quantity)) == Money(cents)

    def test_multi_buy_refuses(self):
        for take, pay in [(2, 2), (2, 3), (2, -1)]:
            with pytest.raises(ValueError, match="pay for fewer"):
                MultiBuy("deal", take, pay)

    def test_savings_stay_within_the_price(self, line):
        @within_gross
        def saving(cents, line):
            """Some amount."""
            return Money(cents)

        for cents, expected in [(-1, 0), (300, 300), (450, 450), (451, 450)]:
            assert saving(cents, line()) == Money(expected)
        assert saving.__doc__ == "Some amount."


class TestBestDiscount:
    def test_largest_saving_wins(self, line, monday):
        small, large = PercentOff("small", 10), MultiBuy("large", 3, 2)
        assert best_discount(line(quantity=3), [small, large], monday) == (large, Money(450))
        assert best_discount(line(quantity=2), [small, large], monday) == (small, Money(90))

    def test_first_wins_a_tie(self, line, monday):
        first, second = PercentOff("first", 50), MultiBuy("second", 2, 1)
        assert best_discount(line(quantity=2), [first, second], monday)[0] is first
        assert best_discount(line(quantity=2), [second, first], monday)[0] is second

    def test_none_when_nothing_is_saved(self, line, monday):
        discounts = [MultiBuy("deal", 3, 2), PercentOff("food", 50, category="food")]
        assert best_discount(line(), discounts, monday) == (None, Money(0))


class TestTaxes:
    def test_rate(self, catalog, taxes):
        for sku, rate in [("TEA-00001-7", 700), ("COF-00007-9", 1900), ("MUG-00310-0", 2000)]:
            assert taxes.rate_for(catalog[sku]) == rate

    def test_tax_is_taken_out_of_the_price(self, catalog, taxes):
        assert taxes.included_in(Money(1190), catalog["COF-00007-9"]) == Money(190)
        assert taxes.included_in(Money(107), catalog["TEA-00001-7"]) == Money(7)


class TestPriceBasket:
    def test_everything_together(self, line, monday, taxes):
        basket = price_basket(
            [line(quantity=3), line("COF-00007-9", 2)],
            [MultiBuy("3 for 2", 3, 2), PercentOff("coffee", 25, category="drinks/coffee")],
            taxes,
            monday,
            shipping=Money(490),
        )
        assert basket.subtotal == Money(1350 + 2380)
        assert basket.saving == Money(450 + 595)
        assert basket.tax == Money(59 + 285)
        assert basket.total == Money(3730 - 1045 + 490)
        assert basket.labels == ("3 for 2", "coffee")

    def test_labels_are_named_once(self, line):
        basket = price_basket([line(), line("TEA-00002-4")], [PercentOff("sale", 10)], day=date(2024, 1, 1))
        assert basket.labels == ("sale",)
        assert basket.tax == Money(0)

    @pytest.mark.parametrize(
        ("limit", "shipping"),
        [
            pytest.param(None, 490, id="no limit"),
            pytest.param(Money(810), 0, id="just reached"),
            pytest.param(Money(811), 490, id="just missed after discount"),
        ],
    )
    def test_free_shipping(self, line, limit, shipping):
        basket = price_basket(
            [line(quantity=2)], [PercentOff("sale", 10)], shipping=Money(490), free_shipping_from=limit
        )
        assert basket.shipping == Money(shipping)
        assert basket.total == Money(810 + shipping)

    def test_an_empty_basket_costs_nothing(self):
        assert price_basket([], shipping=Money(490, "USD")).total == Money(0, "USD")
