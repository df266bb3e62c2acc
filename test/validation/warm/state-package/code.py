import abc
import array
import collections
import contextvars
import ctypes
import datetime
import decimal
import functools
import hashlib
import io
import itertools
import logging
import random
import threading
import weakref

import numpy

log = logging.getLogger(__name__)
REGISTRY = {}
LIST = [1, [2]]
SET = {"a", 1}
COUNT = 0
NUMBER = 10**40


@functools.lru_cache(None)
def cached(x):
    return [x]


@functools.lru_cache(4)
def bounded(x):
    return [x]


def accumulate(x, found=[]):  # noqa: B006
    found.append(x)
    return found


def make_closure():
    n = 0

    def inner():
        nonlocal n
        n += 1
        return n

    return inner


def plain(a: int, b: "str" = 1):
    return a


class Plain:
    attribute = 1

    def __init__(self):
        self.x = 1
        self.y = None

    def method(self):
        pass


class Slots:
    __slots__ = ("p", "q")


class Base(abc.ABC):
    pass


class Bytes(bytearray):
    pass


class Packed(array.array):
    pass


class Moment(datetime.datetime):
    pass


class Amount(decimal.Decimal):
    pass


class Grid(numpy.ndarray):
    def __reduce__(self):
        raise RuntimeError

    shape = property(__reduce__)


increase = make_closure()
instance = Plain()
slots = Slots()
byte_array = bytearray(b"x")
counter = itertools.count()
numbers = array.array("i", [1])
c_number = ctypes.c_int(1)
own_bytes = Bytes(b"x")
own_numbers = Packed("i", [1])
grid = numpy.zeros(4)
own_grid = numpy.zeros(4).view(Grid)
ranges = numpy.array([range(3), range(5), None], dtype=object)
long_iterator = iter(range(2**70))
queue = collections.deque([1], 5)
text = io.StringIO()
binary = io.BytesIO()
decoder = io.IncrementalNewlineDecoder(None, True)
generator_of_numbers = random.Random(3)
iterator = iter([1, 2, 3])
enumerated = enumerate([1, 2])
generator = (i for i in range(9))
lock = threading.Lock()
ordered = collections.OrderedDict(a=1, b=2)
defaults = collections.defaultdict(list)
context = contextvars.ContextVar("context")
weak = weakref.WeakSet()
when = datetime.datetime(2020, 1, 1)
LIST.append(LIST)
opaque = hashlib.md5
