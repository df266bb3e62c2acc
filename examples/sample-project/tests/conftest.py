from datetime import date

import pytest

from cornershop.catalog import Catalog
from cornershop.stock import Warehouse

CATALOG_LINES = """
# sku         ; name            ; price ; category      ; grams ; tags
TEA-00001-7   ; Earl Grey       ; 4.50  ; drinks/tea    ; 120   ; black classic
TEA-00002-4   ; Sencha Green    ; 6.20  ; drinks/tea    ; 100   ; japan
COF-00007-9   ; House Espresso  ; 11.90 ; drinks/coffee ; 1000  ; black beans
BIS-00055-0   ; Butter Biscuits ; 2.35  ; food/sweet    ; 250
MUG-00310-0   ; Stoneware Mug   ; 14.00 ; kitchen       ; 480   ; gift
KET-00009-3   ; Enamel Kettle   ; 49.90 ; kitchen       ; 2600  ; gift
"""


@pytest.fixture
def catalog():
    return Catalog.load(CATALOG_LINES.splitlines())


@pytest.fixture
def monday():
    return date(2024, 5, 6)


@pytest.fixture
def warehouse(monday):
    """A warehouse with ten teas, four mugs and one kettle."""
    stocked = Warehouse("back room", reorder_levels={"TEA-00001-7": 12, "MUG-00310-0": 4})
    stocked.receive("TEA-00001-7", 10, monday)
    stocked.receive("MUG-00310-0", 4, monday)
    stocked.receive("KET-00009-3", 1, monday)
    return stocked
