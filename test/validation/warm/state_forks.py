"""Changes state in forks, and prints what the snapshot of their parent says about each.

Arguments: the directory of the snapshot, the directory of the repository's modules, and `unversioned` for a Python
whose dictionaries do not show by their own bytes that they changed.
"""

import json
import os
import sys

sys.path[:0] = sys.argv[1:3]
root = sys.argv[2]
os.chdir(root)

import contextvars  # noqa: E402
import datetime  # noqa: E402
import decimal  # noqa: E402
import gc  # noqa: E402
import inspect  # noqa: E402
import io  # noqa: E402
import itertools  # noqa: E402
import locale  # noqa: E402
import logging  # noqa: E402
import random  # noqa: E402
import signal  # noqa: E402
import struct  # noqa: E402
import tempfile  # noqa: E402
import threading  # noqa: E402
import typing  # noqa: E402
import unittest.mock as mock  # noqa: E402
import warnings  # noqa: E402
import weakref  # noqa: E402

import bugsmith_described  # noqa: E402
import bugsmith_memory  # noqa: E402
import numpy  # noqa: E402
import package.holder as holder  # noqa: E402
import rpds  # noqa: E402
from bugsmith_children import ask_fork  # noqa: E402
from bugsmith_state import StateSnapshot  # noqa: E402
from bugsmith_surroundings import Surroundings  # noqa: E402

# Before the other modules are there.
early, control = StateSnapshot(root), StateSnapshot(root)

import package.code as code  # noqa: E402
import package.hostile as hostile  # noqa: E402

if "unversioned" in sys.argv[3:]:
    bugsmith_memory._versions = lambda: False
snapshot = StateSnapshot(root)
gc.collect()
gc.freeze()
foreign = contextvars.ContextVar("foreign")
results = {"same": {}, "changed": {}, "contents": [], "remembered": {}}
kept = []


class Foreign(set):
    """Not the repository's."""


class Element(set):
    """The same."""


class Slots:
    __slots__ = ("first", "second")


class Switches:
    """Its dictionary has its values in another order than its keys."""

    def __init__(self, *names):
        for name in names:
            setattr(self, name, None)


dying, local, element, slots = [Foreign()], threading.local(), Element(), Slots()
references, slots.first = [weakref.ref(dying[0])], element
Switches("second", "first")
switches = Switches("first", "second")
switches.first, switches.second = True, False
foreign_things = {
    "foreign": [Foreign],
    "element": [element],
    "references": references,
    "module": [typing],
    "local": [local],
    "slots": slots,
    "switches": switches,
    "descriptor": [Slots.second],
}


def difference_after(change):
    def find():
        change()
        return json.dumps([snapshot.difference(), snapshot.changed_names()])

    return json.loads(ask_fork(find))


def same(change):
    results["same"][change.__name__] = difference_after(change)


def parts(of, smallest):
    """What is different, where descriptions of at least that size are remembered."""
    bugsmith_described.MIN_OBJECTS = smallest
    return {str(key): digest for key, digest in of.parts().items()}


def remembered_over(change):
    """How many descriptions are remembered, and where what is said after a change is not what it would be without."""

    def find():
        for space in (vars(code), vars(hostile), foreign_things):
            vars(holder).update((name, value) for name, value in space.items() if name[0] != "_")
        never = float("inf")
        before = [parts(early, 0) for _ in range(3)][-1]
        count = len(early._described._readings)
        same = parts(early, never) == before
        change()
        found, *expected = parts(early, 0), parts(control, never), parts(control, never)
        wrong = []
        for key in found.keys() | expected[0].keys():
            digests = {one.get(key) for one in expected}
            # What cannot be described has another one each time.
            if found.get(key) not in digests if len(digests) == 1 else found.get(key) == before.get(key):
                wrong.append(key)
        return json.dumps([same, count, wrong])

    return json.loads(ask_fork(find))


def remembered(change):
    if "unversioned" not in sys.argv[3:]:
        results["remembered"][change.__name__] = remembered_over(change)


def changed(change):
    remembered(change)
    first, names = difference_after(change)
    second, _ = difference_after(change)
    results["changed"][change.__name__] = [first, second, names]


# --- What nobody can tell ---


@same
def nothing():
    pass


@same
def patches_that_are_undone():
    with mock.patch.object(code, "COUNT", 5), mock.patch.dict(os.environ, {"A": "b"}), mock.patch("os.getcwd"):
        code.COUNT += 1


@same
def names_that_are_set_again():
    value = code.COUNT
    del code.COUNT
    code.COUNT = value
    value = code.Plain.attribute
    del code.Plain.attribute
    code.Plain.attribute = value
    value = code.instance.x
    del code.instance.x
    code.instance.x = value


@same
def looking():
    vars(code.instance), vars(code.plain), code.plain.__annotations__
    inspect.signature(code.plain)
    typing.get_type_hints(code.plain)
    isinstance(1, code.Base)
    str(code.instance)
    hash(code.Plain)
    if sys.version_info >= (3, 10):
        code.Plain.__annotations__


@same
def subclass_and_reference():
    type("Subclass", (code.Plain,), {})
    weakref.ref(code.instance)
    gc.collect()


@same
def calls():
    for _ in range(100):
        code.plain(1)
        code.Plain().method()


@same
def logs():
    code.log.isEnabledFor(10)
    logging.getLogger("elsewhere")


@same
def environment_that_is_set_again():
    value = os.environ["PATH"]
    os.environ["PATH"] = ""
    os.environ["PATH"] = value
    os.environ["PYTEST_CURRENT_TEST"] = "x"


@same
def import_of_others():
    import xml.dom.minidom  # noqa: F401
    import xmlrpc.client  # noqa: F401


@same
def global_random():
    random.random()


@same
def code_that_is_replaced():
    code.plain.__code__ = (lambda a, b: 3).__code__


@same
def equal_values():
    code.NUMBER = int(str(code.NUMBER))


@same
def warning():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.warn("x")


@same
def temporary_file():
    os.close(tempfile.mkstemp(dir=root)[0])


@same
def element_that_is_added_again():
    code.SET.discard("a")
    code.SET.add("a")


@same
def thread_that_ended():
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()


# --- What others can tell ---


@changed
def number():
    code.COUNT += 1


@changed
def registry():
    code.REGISTRY["k"] = [object, {"x": (1, 2)}]


@changed
def moved_value():
    code.REGISTRY2 = code.__dict__.pop("REGISTRY")


@changed
def nested_list():
    code.LIST[1].append(3)


@changed
def shifted_lists():
    code.REGISTRY["k"] = None
    code.LIST[1].pop()


@changed
def elements():
    code.SET.add(("t",))
    code.SET.add(frozenset([1, "x"]))


@changed
def cache():
    code.cached(1)
    code.cached(2)


@changed
def bounded_cache():
    code.bounded(1)


@changed
def default():
    code.accumulate(3)


@changed
def closure():
    code.increase()


@changed
def class_attribute():
    code.Plain.added = 1


@changed
def instance_attribute():
    code.instance.z = 1


@changed
def instance_value():
    code.instance.x = None


@changed
def renamed_attribute():
    del code.instance.y
    code.instance.w = None


@changed
def slot():
    code.slots.p = 3


@changed
def byte_array():
    code.byte_array.append(1)


@changed
def counter():
    next(code.counter)


@changed
def numbers():
    code.numbers[0] = 2


@changed
def queue():
    code.queue.append(1)


@changed
def text_stream():
    code.text.write("x")


@changed
def byte_stream():
    code.binary.write(b"x")


@changed
def decoder_of_newlines():
    code.decoder.decode("\r")


@changed
def own_random():
    code.generator_of_numbers.random()


@changed
def iterator():
    next(code.iterator)


@changed
def enumeration():
    next(code.enumerated)


@changed
def generator():
    next(code.generator)


@changed
def lock():
    code.lock.acquire()


@changed
def order():
    code.ordered.move_to_end("a")


@changed
def default_dictionary():
    code.defaults["q"]


@changed
def registered_class():
    code.Base.register(dict)


@changed
def weak_set():
    code.weak.add(code.instance)


@changed
def context():
    code.context.set(3)


@changed
def lazy_import():
    import package.lazy  # noqa: F401


@changed
def removed_module():
    del sys.modules["package.code"]


@changed
def replaced_module():
    sys.modules["json"] = code


@changed
def environment():
    os.environ["NEW"] = "1"


@changed
def directory():
    os.chdir("/")


@changed
def import_path():
    sys.path.append("/x")


@changed
def filters():
    warnings.simplefilter("ignore")


@changed
def logger():
    code.log.setLevel(10)


@changed
def root_logger():
    logging.basicConfig()


@changed
def logging_disabled():
    logging.disable(10)


@changed
def signal_handler():
    signal.signal(signal.SIGUSR1, lambda *_: None)


@changed
def decimal_precision():
    decimal.getcontext().prec = 5


@changed
def recursion_limit():
    sys.setrecursionlimit(2000)


@changed
def collection():
    gc.disable()


@changed
def left_thread():
    threading.Thread(target=threading.Event().wait, daemon=True).start()


@changed
def left_patch():
    mock.patch("os.path.exists").start()


@changed
def left_mock():
    code.COUNT = mock.MagicMock()
    code.COUNT(1).x(2)


@changed
def name_elsewhere():
    json.decoder.ADDED = [1]


@changed
def output():
    sys.stdout = code.text


@changed
def exception_hook():
    sys.excepthook = code.plain


@changed
def locale_setting():
    locale.setlocale(locale.LC_ALL, "C.UTF-8")


@changed
def context_of_another_module():
    foreign.set(1)


@changed
def long_number():
    code.NUMBER = 10**9000


@changed
def new_class():
    class New(code.Plain):
        y = {1, 2, frozenset([3])}

    code.REGISTRY["class"] = New
    code.REGISTRY["instance"] = New()


@changed
def new_function():
    code.REGISTRY["function"] = lambda x: [x for x in range(3)]


@changed
def date():
    code.when = datetime.datetime(2021, 2, 3, tzinfo=datetime.timezone.utc)


@changed
def bytes_of_a_subclass():
    code.own_bytes[0] = 7


@changed
def numbers_of_a_subclass():
    code.own_numbers[0] = 7


@changed
def shape_of_an_array():
    code.grid.shape = (2, 2)


@changed
def element_of_an_array():
    numpy.ndarray.__setitem__(code.own_grid, 0, 1)


@changed
def object_in_an_array():
    code.ranges[1] = range(9)


@changed
def long_iterator():
    next(code.long_iterator)


@changed
def deep():
    nested = []
    for _ in range(20000):
        nested = [nested]
    code.REGISTRY["deep"] = nested


@changed
def cyclic():
    first = {}
    second = [first]
    first["first"], first["second"] = first, second
    code.REGISTRY["cycle"] = second


@changed
def set_of_objects():
    class Numbered:
        def __init__(self, number):
            self.number = number

    code.REGISTRY["set"] = {Numbered(number) for number in range(5)}


@changed
def hostile_objects():
    hostile.store.extend([hostile.Hostile(), hostile.Hostile, hostile.Dictionary(b=2), hostile.List([2])])
    hostile.store.append(hostile.reduced(datetime.datetime, 2021, 1, 1))
    hostile.store.append(hostile.reduced(datetime.date, 2021, 1, 1))
    hostile.store.append(hostile.reduced(decimal.Decimal, 2))
    hostile.store.append(hostile.reduced(io.BytesIO))
    hostile.store.extend([hostile.Text("q"), hostile.Number(8), hostile.Set([4]), {"z": hostile.Hostile()}])


@changed
def hostile_dictionary():
    dict.__setitem__(hostile.objects[1], "k", hostile.Hostile())


@changed
def hostile_bytes():
    bytearray.__setitem__(hostile.objects[10], 0, 7)


@changed
def hostile_count():
    itertools.count.__next__(hostile.objects[14])


@changed
def number_of_ctypes():
    code.c_number.value = 7


@changed
def hostile_class():
    type.__setattr__(hostile.Hostile, "added", 1)


@changed
def replaced_defaults():
    code.plain.__defaults__ = (7,)


@changed
def function_attribute():
    code.plain.mark = 1


def ends():
    """What was seen to go once the repository no longer held it, though it was described before."""
    found = []

    class Finalized:
        def __del__(self):
            found.append("finalizer")

    def suspended():
        try:
            yield
        finally:
            found.append("generator")

    generator, referenced = suspended(), Foreign()
    next(generator)
    weakref.finalize(referenced, found.append, "weak reference")
    holder.first, holder.second, holder.third = [Finalized()], [generator], [referenced]
    del generator, referenced
    for _ in range(3):
        parts(early, 0)
    holder.first = holder.second = holder.third = None
    gc.collect()
    return json.dumps(sorted(found))


results["ends"] = json.loads(ask_fork(ends))


@remembered
def name_of_a_class():
    Foreign.__qualname__ = "Renamed"


@remembered
def name_of_the_class_of_an_object():
    Element.__qualname__ = "Renamed"


@remembered
def class_that_its_module_no_longer_names():
    del globals()["Foreign"]


@remembered
def dead_reference():
    dying.clear()


@remembered
def name_of_a_module():
    vars(typing)["__name__"] = "renamed"


@remembered
def another_under_the_same_name():
    holder.foreign = [Element]


@remembered
def slot_that_another_is_moved_to():
    slots.second = slots.first
    del slots.first


@remembered
def values_that_are_swapped():
    vars(switches).clear()
    switches.first, switches.second = False, True


@remembered
def name_of_the_class_of_a_descriptor():
    Slots.__qualname__ = "Renamed"


@remembered
def class_that_becomes_the_repositorys():
    Foreign.__module__ = "package.holder"
    holder.Foreign = Foreign


@remembered
def deletion_behind_the_back_of_an_ordered_dictionary():
    dict.clear(code.ordered)


@remembered
def attribute_of_the_thread():
    local.attribute = 1


moment, offset = datetime.datetime(2020, 1, 1), datetime.timedelta(hours=1)
for content in (
    code.Moment(2020, 1, 1),
    code.Moment(2020, 1, 2),
    moment,
    moment.date(),
    moment.replace(fold=1),
    moment.replace(tzinfo=datetime.timezone.utc),
    moment.replace(tzinfo=datetime.timezone(offset)),
    moment.replace(tzinfo=datetime.timezone(offset, "name")),
    moment.time(),
    moment.time().replace(fold=1),
    offset,
    offset * 2,
    code.Amount(1),
    code.Amount(2),
    decimal.Decimal(1),
    decimal.Decimal("1.0"),
    code.Bytes(b"a"),
    code.Bytes(b"b"),
    code.Packed("i", [1]),
    code.Packed("i", [2]),
    code.Packed("h", [1]),
    struct.Struct("i"),
    struct.Struct("d"),
    iter(range(2**70)),
    iter(range(2**71)),
    numpy.zeros(4),
    numpy.zeros((2, 2)),
    numpy.zeros(4, dtype="i8"),
    numpy.zeros(4).view(code.Grid),
    numpy.ones(4).view(code.Grid),
    rpds.Queue([1]),
    rpds.Queue([2]),
    rpds.List([1]),
):

    def keep(content=content):
        code.REGISTRY["k"] = content

    digest, again = difference_after(keep)[0], difference_after(keep)[0]
    results["contents"].append(digest if digest == again else None)
for content in (1, True, 1.0, "1", b"1", [1], (1,), {1}, {1: 2}, {"1": 1}, {1: 2, 3: 4}, {3: 4, 1: 2}, None, [[1]]):

    def put(content=content):
        code.REGISTRY["k"] = content

    results["contents"].append(difference_after(put)[0])


def leave_hashed_mock(others):
    """A mock keeps the hash that it was asked for, which follows from its address."""
    kept.extend(mock.MagicMock() for _ in range(others))
    code.REGISTRY["mock"] = mock.MagicMock()
    hash(code.REGISTRY["mock"])


results["hashed"] = [difference_after(lambda: leave_hashed_mock(others))[0] for others in (0, 1)]


def unguarded(function):
    """The same without its handlers of exceptions."""
    parts = {"co_exceptiontable": b""} if hasattr(function.__code__, "co_exceptiontable") else {"co_code": b"d\0S\0"}
    function.__code__ = function.__code__.replace(**parts)


for edit in (
    lambda function: None,
    lambda function: setattr(function, "__doc__", "Another."),
    lambda function: setattr(function, "__name__", "another"),
    lambda function: setattr(function, "__qualname__", "another"),
    lambda function: setattr(function, "__module__", "another"),
    lambda function: setattr(function, "__defaults__", (1,)),
    lambda function: setattr(function, "__kwdefaults__", {"one": 1}),
    lambda function: setattr(function, "attribute", 1),
    unguarded,
):

    def define(edit=edit):
        def function(one=0):
            try:
                return [part for part in {1, 2}], (1.0, -0.0, 1j, ..., one)
            except Exception:
                return None

        edit(function)
        code.REGISTRY["k"] = function

    digest, again = difference_after(define)[0], difference_after(define)[0]
    results["contents"].append(digest if digest == again else None)
for kind in (code.Plain, code.Slots):

    def refer(kind=kind):
        code.REGISTRY["k"] = weakref.ref(kind)

    results["contents"].append(difference_after(refer)[0])
for name in ("Second", "Third"):

    def reclassify(name=name):
        code.instance.__class__ = type(name, (), {})

    results["contents"].append(difference_after(reclassify)[0])
for number_of in (id, object.__hash__, lambda thing: 1 + id(thing)):

    def put_with_number(number_of=number_of):
        thing = code.Plain()
        code.REGISTRY["k"] = [number_of(thing), thing]

    results["contents"].append(difference_after(put_with_number)[0])


def asks_for_ids():
    """How often `id` is asked, which a tracer has to listen to each time."""
    asked = []
    code.REGISTRY["k"] = [code.Plain(), {code.Plain, code.plain}, mock.Mock()]
    surroundings = Surroundings(lambda path: path.startswith(root))
    sys.addaudithook(lambda event, _: asked.append(event) if event == "builtins.id" else None)
    snapshot.difference()
    snapshot.parts()
    surroundings.watch()()
    return str(len(asked))


results["asked"] = int(ask_fork(asks_for_ids))
results["opaque"] = [difference_after(lambda: code.REGISTRY.update(k=code.opaque()))[0] for _ in range(2)]


class Named:
    """A library in C asks for its text, which says nothing of what it is."""

    def __repr__(self):
        return "Named"

    def __hash__(self):
        return 1


def leave_named():
    code.REGISTRY["k"] = rpds.Queue([Named()])


results["refused"] = [difference_after(leave_named)[0] for _ in range(2)]
results["idle"] = snapshot.difference()
print(json.dumps(results))
