"""Makes tests with Hypothesis come out in forks as they would in a process of their own.

Among the examples that it draws are constants which it finds in the source files of the modules that are there.

PYTEST_DONT_REWRITE
"""

import sys

# Where it keeps them, since version 6.131.
_PROVIDERS = "hypothesis.internal.conjecture.providers"
_JUNK_DRAWER = "hypothesis.internal.conjecture.junkdrawer"


def set_up():
    """Does what its first test would leave to others: it measures how long collections of garbage take."""
    junk_drawer = sys.modules.get(_JUNK_DRAWER)
    try:
        if junk_drawer is not None:
            junk_drawer.gc_cumulative_time()
    except AttributeError:
        pass  # A version that does not.


def forget_constants():
    """Lets it look into the files again, when it draws the next time."""
    providers = sys.modules.get(_PROVIDERS)
    try:
        if providers is not None:
            providers.constants_from_module.cache_clear()
            providers.CONSTANTS_CACHE.cache.clear()
            providers._seen_modules.clear()
            known = providers._local_constants
            for constants in (known.integers, known.floats, known.bytes, known.strings):
                constants.clear()
            providers._sys_modules_len = None
    except AttributeError:
        pass  # A version that finds none, or keeps them elsewhere.
