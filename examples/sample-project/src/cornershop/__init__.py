"""Stock, prices, orders and parcels for a small shop.

Import what you need from the modules; the package itself loads none of them.
"""

__version__ = "0.4.0"
