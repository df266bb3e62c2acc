"""Objects in the place of methods, which note that they are looked up.

PYTEST_DONT_REWRITE
"""


class Probe:
    """In the place of a method."""

    __slots__ = ("_wrapped", "_note", "_key", "__weakref__")

    def __init__(self, wrapped, note, key):
        self._wrapped, self._note, self._key = wrapped, note, key

    def __get__(self, instance, owner=None):
        self._note(self._key)
        return self._wrapped.__get__(instance, owner)

    def __call__(self, *arguments, **named):
        self._note(self._key)
        return self._wrapped(*arguments, **named)

    def __getattr__(self, name):
        return getattr(self._wrapped, name)

    # `isinstance` asks for it, and `unittest.mock` whether something is a function.
    @property
    def __class__(self):
        return type(self._wrapped)


class PropertyProbe(Probe):
    __slots__ = ()

    def __set__(self, instance, value):
        self._note(self._key)
        self._wrapped.__set__(instance, value)

    def __delete__(self, instance):
        self._note(self._key)
        self._wrapped.__delete__(instance)


def without_probe(value):
    return value._wrapped if type(value) in (Probe, PropertyProbe) else value
