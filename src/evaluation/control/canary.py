import unittest

import pytest


def test_NAME_comparison():
    assert [1, 2] == [1, 3]


def test_NAME_condition():
    assert not 1


def test_NAME_error():
    raise ValueError("NAME")


def test_NAME_nothing_raised():
    with pytest.raises(ValueError):
        pass


def test_NAME_fail():
    pytest.fail("NAME")


class TestNAME(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(1, 2)

    def test_lists(self):
        self.assertEqual([1], [2])

    def test_true(self):
        self.assertTrue(False)

    def test_false(self):
        self.assertFalse(True)

    def test_in(self):
        self.assertIn(1, [])

    def test_is(self):
        self.assertIs(self, None)

    def test_none(self):
        self.assertIsNone(1)

    def test_almost(self):
        self.assertAlmostEqual(1.0, 2.0)

    def test_raises(self):
        with self.assertRaises(ValueError):
            pass

    def test_fail(self):
        self.fail("NAME")

    def test_error(self):
        raise ValueError("NAME")
