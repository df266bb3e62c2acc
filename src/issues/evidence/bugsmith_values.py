"""Values as text.

PYTEST_DONT_REWRITE
"""

import math
import reprlib
import sys

SHORT = 2000
HUGE = 10000

brief = reprlib.Repr()
brief.maxlist = brief.maxtuple = brief.maxdict = brief.maxset = brief.maxfrozenset = brief.maxdeque = 50
brief.maxstring = brief.maxother = brief.maxlong = SHORT


def shorten(text, limit=SHORT):
    """The text, or its beginning and end."""
    if len(text) <= limit:
        return text
    half = (limit - 30) // 2
    return "{} [... {} characters ...] {}".format(text[:half], len(text) - 2 * half, text[-half:])


def describe(value):
    """`repr` of a value, bounded; `None` when it has none."""
    try:
        # The `repr` of a long string or list would be made whole before it is cut.
        if isinstance(value, (str, bytes, list, tuple, dict, set, frozenset)) and len(value) > HUGE:
            return shorten(brief.repr(value))
        return shorten(str(repr(value)))
    except Exception:
        return None


def literal(value, limit=300):
    """Source text of a plain value, or `None` when it is not one or too long."""
    text = repr(value) if is_plain(value) else None
    return text if text is not None and len(text) <= limit else None


def is_plain(value, depth=0):
    kind = type(value)
    if value is None or value is Ellipsis or kind in (bool, int):
        return kind is not int or value.bit_length() < 1000
    if kind in (str, bytes):
        return len(value) <= SHORT
    if kind is float:
        return math.isfinite(value)
    if depth > 6 or kind not in (list, tuple, dict, set) or len(value) > 200 or (kind is set and not value):
        return False
    if kind is dict:
        return all(is_plain(key, depth + 1) and is_plain(item, depth + 1) for key, item in value.items())
    return all(is_plain(item, depth + 1) for item in value)


IMMUTABLE = (str, bytes, int, float, complex, type(None), type, type(sys), type(len), type(describe), frozenset)


def is_immutable(value):
    if type(value) is tuple:
        return all(is_immutable(item) for item in value)
    # Not `isinstance`, which asks the value for its class, and values may be broken.
    return issubclass(type(value), IMMUTABLE)


def attribute(value, name):
    """An attribute of a value that may be broken; `None` when it has none."""
    try:
        return getattr(value, name, None)
    except Exception:
        return None


def type_name(kind):
    """A class as Python names it in a traceback."""
    module, name = getattr(kind, "__module__", None), getattr(kind, "__qualname__", str(kind))
    return str(name) if module in (None, "builtins", "__main__") else "{}.{}".format(module, name)
