import pytest

from cornershop.catalog import Catalog, Product, check_digit, edit_distance, is_valid_sku, make_sku
from cornershop.errors import UnknownSku
from cornershop.money import Money


def test_check_digit():
    for number, digit in [(1, 7), (2, 4), (9, 3), (10, 9), (42, 0), (55, 0), (12345, 7)]:
        assert check_digit(number) == digit


def test_make_sku():
    assert make_sku("tea", 1) == "TEA-00001-7"
    assert make_sku("MUG", 310) == "MUG-00310-0"
    assert make_sku("ZZZ", 99_999).startswith("ZZZ-99999-")


def test_make_sku_refuses():
    for prefix, number, message in [
        ("TE", 1, "three letters"),
        ("TEAS", 1, "three letters"),
        ("T3A", 1, "three letters"),
        ("TÉA", 1, "three letters"),
        ("TEA", 0, "between 1 and 99999"),
        ("TEA", 100_000, "between 1 and 99999"),
    ]:
        with pytest.raises(ValueError, match=message):
            make_sku(prefix, number)


def test_made_skus_are_valid():
    for number in [1, 2, 77, 500, 98_765]:
        assert is_valid_sku(make_sku("ABC", number))


def test_invalid_skus():
    for text in ["TEA-00001-8", "TEA-00010-7", "tea-00001-7", "TEA-1-7", "TEA-00001-7 ", "TEA-00000-0", ""]:
        assert not is_valid_sku(text)


def test_edit_distance():
    for first, second, distance in [
        ("", "", 0),
        ("mug", "mug", 0),
        ("mug", "", 3),
        ("", "mug", 3),
        ("mug", "mugs", 1),
        ("mug", "hug", 1),
        ("kettle", "kitten", 3),
        ("espresso", "expreso", 2),
    ]:
        assert edit_distance(first, second) == distance


def test_product_refuses():
    for changes in [{"sku": "TEA-00001-1"}, {"price": Money(0)}, {"price": Money(-5)}, {"weight_grams": -1}]:
        fields = {"sku": "TEA-00001-7", "name": "Earl Grey", "price": Money(450), **changes}
        with pytest.raises(ValueError):
            Product(**fields)


def test_belongs_to(catalog):
    for category, belongs in [
        ("drinks", True),
        ("drinks/tea", True),
        ("drinks/tea/black", False),
        ("drink", False),
    ]:
        assert catalog["TEA-00001-7"].belongs_to(category) is belongs


class TestCatalog:
    def test_is_a_mapping(self, catalog):
        assert len(catalog) == 6
        assert list(catalog)[:2] == ["TEA-00001-7", "TEA-00002-4"]
        assert "MUG-00310-0" in catalog
        assert catalog.get("MUG-00311-7") is None

    def test_loaded_fields(self, catalog):
        espresso = catalog["COF-00007-9"]
        assert (espresso.name, espresso.price) == ("House Espresso", Money(1190))
        assert (espresso.category, espresso.weight_grams) == ("drinks/coffee", 1000)
        assert espresso.tags == {"black", "beans"}
        assert catalog["BIS-00055-0"].tags == frozenset()

    def test_missing_sku_has_suggestions(self, catalog):
        with pytest.raises(UnknownSku, match="did you mean TEA-00001-7") as caught:
            catalog["TEA-00001-1"]
        assert caught.value.suggestions == ("TEA-00001-7", "TEA-00002-4")

    def test_similar_is_sorted_and_limited(self, catalog):
        assert catalog.similar("tea-00002-7") == ["TEA-00001-7", "TEA-00002-4"]
        assert catalog.similar("tea-00002-7", limit=1) == ["TEA-00001-7"]
        assert catalog.similar("TEA-00002-4", max_distance=0) == ["TEA-00002-4"]
        assert catalog.similar("???") == []

    def test_adding_twice(self, catalog):
        catalog.add(catalog["TEA-00001-7"])
        assert len(catalog) == 6
        with pytest.raises(ValueError, match="already the SKU of Earl Grey"):
            catalog.add(Product("TEA-00001-7", "Lady Grey", Money(480)))

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            pytest.param({"text": "GREY earl"}, ["Earl Grey"], id="words in any order"),
            pytest.param({"text": "black", "category": "drinks/tea"}, ["Earl Grey"], id="tag and category"),
            pytest.param({"max_price": Money(450)}, ["Earl Grey", "Butter Biscuits"], id="price limit"),
            pytest.param({"text": "gift", "max_price": Money(1400)}, ["Stoneware Mug"], id="tag and price"),
            pytest.param({"text": "oolong"}, [], id="nothing found"),
        ],
    )
    def test_search(self, catalog, query, names):
        assert [product.name for product in catalog.search(**query)] == names

    def test_load_reports_every_bad_line(self):
        lines = [
            "TEA-00001-7; Earl Grey; 4.50; drinks/tea; 120",
            "",
            "TEA-00002-4; Sencha; cheap; drinks/tea; 100",
            "# a comment",
            "MUG-00310-0; Mug",
            "COF-00007-9; Espresso; 11.90; drinks/coffee; heavy",
            "BIS-00055-0; Biscuits; 2.35; food; 250; sweet; surplus",
        ]
        with pytest.raises(ValueError) as caught:
            Catalog.load(lines)
        problems = str(caught.value).splitlines()
        assert [problem.split(":")[0] for problem in problems] == ["line 3", "line 5", "line 6", "line 7"]
        assert problems[1] == "line 5: expected 5 columns, got 2"
