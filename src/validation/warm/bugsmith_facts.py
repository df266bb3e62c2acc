"""State that belongs to a process as a whole.

PYTEST_DONT_REWRITE
"""

import _locale
import _signal
import _thread
import contextvars
import decimal
import gc
import os
import posix
import sys

import bugsmith_kinds as kinds

CAPTURE_MODULE = "_pytest.capture"
SIGNALS = [number for number in range(1, _signal.NSIG) if number not in (9, 19, 32, 33)]
DECIMAL_FIELDS = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")

_getcwd, _getpid, _open, _read, _close = posix.getcwd, posix.getpid, posix.open, posix.read, posix.close
_getsignal, _setlocale, _all_categories = _signal.getsignal, _locale.setlocale, _locale.LC_ALL
_current_frames, _get_ident = sys._current_frames, _thread.get_ident
_recursion_limit, _switch_interval, _is_gc_enabled = sys.getrecursionlimit, sys.getswitchinterval, gc.isenabled
_copy_context, _decimal_context, _decimal_kind = contextvars.copy_context, decimal.getcontext, decimal.Context
environment = kinds.own_dictionary(os.environ)["_data"]
_system = vars(sys)


def process_facts(before=None):
    """Names of facts, each with a tuple of values that can be compared one by one."""
    facts = {
        "os.environ": _environment_items(),
        "os.getcwd()": (_working_directory(),),
        "umask": (_umask(),),
        "locale.setlocale(LC_ALL)": (_setlocale(_all_categories, None),),
        "sys.getrecursionlimit()": (_recursion_limit(),),
        "sys.getswitchinterval()": (_switch_interval(),),
        "gc.isenabled()": (_is_gc_enabled(),),
        "decimal.getcontext()": _decimal_settings(),
        "threads": _threads(None if before is None else before["threads"]),
    }
    for name in ("stdin", "stdout", "stderr"):
        stream = _system.get(name)
        is_capture = kinds.module_of(type(stream)) == CAPTURE_MODULE
        facts["sys." + name] = ("capture" if is_capture else stream,)
    for number in SIGNALS:
        facts["signal %d" % number] = (_handler(number),)
    for variable, value in sorted(_copy_context().items(), key=lambda item: item[0].name):
        if type(value) is not _decimal_kind:
            facts["context variable " + variable.name] = facts.get("context variable " + variable.name, ()) + (value,)
    return facts


def _environment_items():
    pairs = [pair for pair in zip(dict.__iter__(environment), dict.values(environment))]
    return tuple(part for pair in sorted(pairs) if pair[0] != b"PYTEST_CURRENT_TEST" for part in pair)


def _working_directory():
    try:
        return _getcwd()
    except OSError:
        return None


def _umask():
    """Where it can be read without setting it."""
    try:
        descriptor = _open("/proc/self/status", os.O_RDONLY)
    except OSError:
        return None
    try:
        lines = _read(descriptor, 8192).split(b"\n")
    finally:
        _close(descriptor)
    return next((line for line in lines if line.startswith(b"Umask:")), None)


def _handler(number):
    try:
        return _getsignal(number)
    except ValueError:
        return None


def _decimal_settings():
    context = _decimal_context()
    if type(context) is not _decimal_kind:
        return (context,)
    traps = sorted(signal.__name__ for signal, is_set in context.traps.items() if is_set)
    return tuple(getattr(context, name) for name in DECIMAL_FIELDS) + tuple(traps)


def _threads(before):
    """How many threads there are that there were not; those of the process this one was forked from are gone."""
    idents = frozenset(_current_frames()) - {_get_ident()}
    if before is None:
        return (0, (_getpid(), idents))
    process, known = before[1]
    return (len(idents - known if process == _getpid() else idents), before[1])
