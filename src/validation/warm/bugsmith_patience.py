"""Lets who watches a test know when it only describes a difference, which can take long and comes to an end.

PYTEST_DONT_REWRITE
"""

import difflib
import functools
import importlib

from bugsmith_children import Beats

# Printers that describe what is compared; that of pytest is not everywhere.
PRINTERS = ("pprint", "_pytest._io.pprint")


def install():
    difflib.Differ.compare = _patient_generator(difflib.Differ.compare)
    for name in PRINTERS:
        try:
            printer = importlib.import_module(name).PrettyPrinter
        except (ImportError, AttributeError):
            continue
        printer.pformat = _patient(printer.pformat)


def _patient(function):
    @functools.wraps(function)
    def call(*arguments, **options):
        with Beats.paused():
            return function(*arguments, **options)

    return call


def _patient_generator(function):
    @functools.wraps(function)
    def generate(*arguments, **options):
        with Beats.paused():
            yield from function(*arguments, **options)

    return generate
