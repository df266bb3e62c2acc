import unittest

import pytest

from cornershop.reports import TextTable, abc_classes, shorten, trend


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        pytest.param("Earl Grey", 9, "Earl Grey", id="just fits"),
        pytest.param("Earl Grey", 8, "Earl...", id="cut at a word"),
        pytest.param("Stoneware", 8, "Stone...", id="cut inside a word"),
        pytest.param("A stoneware mug", 10, "A stone...", id="no word boundary near"),
        pytest.param("Kettle", 3, "Ket", id="no room for the mark"),
        pytest.param("", 3, "", id="empty"),
    ],
)
def test_shorten(text, width, expected):
    assert shorten(text, width) == expected
    assert len(shorten(text, width)) <= width


class TextTableTest(unittest.TestCase):
    def setUp(self):
        self.table = TextTable(["Product", "Sold", "Share"], max_width=12)

    def test_render(self):
        self.table.add_row("Earl Grey", 12, 61.5)
        self.table.add_row("Stoneware Mug", 3, 8.25)
        self.assertEqual(
            self.table.render().splitlines(),
            [
                "Product       Sold  Share",
                "-------------------------",
                "Earl Grey       12  61.50",
                "Stoneware...     3   8.25",
            ],
        )

    def test_texts_are_set_flush_left(self):
        self.table.add_row("Mug", "none", 1.0)
        self.table.add_row("Kettle", 7)
        self.assertEqual(self.table.render().splitlines()[2:], ["Mug      none   1.00", "Kettle   7"])

    def test_missing_cells_are_empty(self):
        self.table.add_row("Mug", None, 1.0)
        self.table.add_row("Kettle")
        self.assertEqual(self.table.rows, [["Mug", "", "1.00"], ["Kettle", "", ""]])

    def test_too_many_cells(self):
        with self.assertRaisesRegex(ValueError, "4 cells do not fit in 3 columns"):
            self.table.add_row(1, 2, 3, 4)
        self.assertEqual(self.table.rows, [])

    def test_empty_table(self):
        self.assertEqual(self.table.render(), "Product  Sold  Share\n--------------------")

    def test_widths(self):
        self.assertEqual(self.table.widths(), [7, 4, 5])
        self.table.add_row("Kettle", 123456)
        self.assertEqual(self.table.widths(), [7, 6, 5])

    def test_indented_rows(self):
        with self.table.indented("Drinks"):
            self.table.add_row("Tea", 1)
            with self.table.indented("Coffee", by=3):
                self.table.add_row("Beans", 2)
        self.table.add_row("Kitchen")
        first_cells = [row[0] for row in self.table.rows]
        self.assertEqual(first_cells, ["Drinks", "  Tea", "  Coffee", "     Beans", "Kitchen"])

    def test_indent_ends_after_an_error(self):
        with self.assertRaises(KeyError):
            with self.table.indented("Drinks"):
                raise KeyError("tea")
        self.table.add_row("Kitchen")
        self.assertEqual(self.table.rows[-1][0], "Kitchen")


def test_trend():
    for values, expected in [
        ([], "unknown"),
        ([5], "unknown"),
        ([100, 106], "rising"),
        ([100, 105], "steady"),
        ([100, 95], "steady"),
        ([100, 94], "falling"),
        ([10, 20, 900, 20, 10], "steady"),
        ([1, 2, 3, 4], "rising"),
        ([0, 0, 3, 4], "rising"),
        ([0, 0, 0], "steady"),
        ([-100, -50], "rising"),
    ]:
        assert trend(values) == expected


@pytest.mark.parametrize(
    ("revenue", "classes"),
    [
        pytest.param({"a": 70, "b": 20, "c": 6, "d": 4}, dict(a="A", b="A", c="B", d="C"), id="usual"),
        pytest.param({"a": 80, "b": 15, "c": 5}, {"a": "A", "b": "B", "c": "C"}, id="on the limits"),
        pytest.param({"a": 100, "b": 0}, {"a": "A", "b": "C"}, id="one best seller"),
        pytest.param({"a": 0, "b": 0}, {"a": "C", "b": "C"}, id="nothing sold"),
    ],
)
def test_abc_classes(revenue, classes):
    assert abc_classes(revenue) == classes


def test_abc_classes_with_other_limits():
    assert abc_classes({"x": 1, "y": 1, "z": 2}, a_share=50, b_share=75) == {"z": "A", "x": "B", "y": "C"}


def test_abc_limits_must_rise():
    for a_share, b_share in [(0, 95), (95, 80), (80, 80), (80, 101)]:
        with pytest.raises(ValueError, match="must rise"):
            abc_classes({}, a_share, b_share)
