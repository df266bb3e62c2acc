"""What running tests changes in any process, which is no state that tests share.

PYTEST_DONT_REWRITE
"""

# Names that normal running makes, in the modules and classes of the repository and elsewhere.
NOISE = frozenset(("__warningregistry__", "__builtins__", "__annotations__", "__annotations_cache__"))
# What `copyreg` and `unittest` put into classes.
NOISE_OF_CLASSES = NOISE | {"__slotnames__", "tearDown_exceptions"}
# What Hypothesis puts into its tests.
NOISE_OF_FUNCTIONS = frozenset(("_hypothesis_internal_use_generated_seed",))
NOISE_OF = {
    "builtins": NOISE | {"_"},
    "sys": NOISE | {"stdin", "stdout", "stderr", "last_type", "last_value", "last_traceback", "last_exc"},
    "tempfile": NOISE | {"_name_sequence"},
    "pkgutil": NOISE | {"_NAME_PATTERN"},
    "posixpath": NOISE | {"_varprog", "_varprogb"},
    # A fork makes these anew.
    "threading": NOISE | {"_active_limbo_lock", "_shutdown_locks", "_shutdown_locks_lock", "_shutdown_handles"},
}
# Modules of the test run itself.
RUNNERS = frozenset(("_pytest", "pytest", "pluggy", "py", "hypothesis", "__main__"))
