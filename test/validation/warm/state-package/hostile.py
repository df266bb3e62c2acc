import array
import collections
import datetime
import decimal
import io
import itertools
import sys
import types


def refuse(*_):
    raise RuntimeError


class Meta(type):
    __eq__ = __hash__ = __getattribute__ = __instancecheck__ = __subclasscheck__ = refuse


class Hostile(metaclass=Meta):
    __eq__ = __hash__ = __getattribute__ = __repr__ = __len__ = __iter__ = __bool__ = refuse
    __class__ = property(refuse)
    __dict__ = property(refuse)


class Dictionary(dict):
    __iter__ = keys = values = items = __getitem__ = __len__ = __eq__ = get = __repr__ = __contains__ = refuse


class List(list):
    __iter__ = __getitem__ = __len__ = __eq__ = __repr__ = refuse


class Text(str):
    __eq__ = __repr__ = __str__ = encode = __hash__ = refuse


class Number(int):
    __eq__ = __repr__ = __index__ = __int__ = __hash__ = refuse


class Set(set):
    __iter__ = __len__ = __contains__ = __eq__ = refuse


class Reduced:
    __slots__ = ()
    __reduce__ = __reduce_ex__ = __repr__ = __str__ = __bytes__ = __iter__ = __len__ = __eq__ = __hash__ = refuse
    tobytes = getvalue = tell = hex = maxlen = typecode = utcoffset = property(refuse)


def reduced(kind, *arguments):
    return type("Reduced", (Reduced, kind), {})(*arguments)


class Module(types.ModuleType):
    __getattribute__ = refuse


objects = [Hostile(), Dictionary(a=1), List([1]), Text("x"), Number(3), Set([1])]
objects += [reduced(datetime.datetime, 2020, 1, 1), reduced(datetime.time), reduced(datetime.timedelta, 1)]
objects += [reduced(decimal.Decimal, 1), reduced(bytearray, b"x"), reduced(array.array, "i", [1])]
objects += [reduced(io.StringIO), reduced(io.BytesIO), reduced(itertools.count), reduced(collections.deque, [1], 5)]
store = []
sys.modules["package.no_module"] = objects[0]
sys.modules["package.module"] = module = Module("package.module")
__getattr__ = refuse
