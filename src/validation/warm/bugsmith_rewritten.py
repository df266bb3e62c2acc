"""Keeps what pytest made of test modules in the process that forks others, so that they make it of changed ones only.

To rewrite the assertions of all test modules takes up to half of the time of a run that imports everything.

PYTEST_DONT_REWRITE
"""

import os
import pathlib
import warnings

from _pytest.assertion import rewrite
from bugsmith_tree import is_below

# Bound here: tests replace functions of these modules in forks.
_stat, _real_path, _is_file = os.stat, os.path.realpath, os.path.isfile
_NAME = "_rewrite_test"


class RewrittenModules:
    """Code by the name of the file and its content; whatever is not as expected is left to pytest."""

    def __init__(self, config, root):
        self._config = config
        self._root = root
        self._known = {}  # Name of a file -> its content, and what pytest returns for it.
        self._asked = []
        self._rewrite = getattr(rewrite, _NAME, None)

    def install(self):
        """For this process and its forks."""
        hook = getattr(rewrite, "AssertionRewritingHook", None)
        code = getattr(getattr(hook, "exec_module", None), "__code__", None)
        if self._rewrite is not None and code is not None and _NAME in code.co_names:
            setattr(rewrite, _NAME, self._look_up)

    def asked(self):
        """Paths of the repository's files that were needed in this process."""
        found = sorted({name for name in self._asked if is_below(_real_path(name), self._root)})
        return [os.path.relpath(name, self._root).replace(os.sep, "/") for name in found]

    def prepare(self, paths):
        """Rewrites files, without importing any, as far as that has no effect but the code."""
        for path in paths:
            name = os.path.join(self._root, path)
            if name in self._known or not is_below(_real_path(name), self._root) or not _is_file(name):
                continue
            self._known[name] = None
            try:
                self._known[name] = self._make(pathlib.Path(name))
            except Exception:
                pass  # Whoever imports it sees why.

    def _make(self, path):
        content = path.read_bytes()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            # Without a configuration no hook for assertions that pass is called.
            made = self._rewrite(path, None)
        is_expected = len(made) == 2 and type(made[0]) in (bytes, os.stat_result)
        return (content, made) if is_expected and not caught and path.read_bytes() == content else None

    def _look_up(self, path, config):
        found = self._find(path, config)
        return self._rewrite(path, config) if found is None else found

    def _find(self, path, config):
        try:
            name = str(path)
            self._asked.append(name)
            # Once, because a module that is imported under two names has code of its own each time.
            known = self._known.pop(name, None)
            if known is None or config is not self._config or config.getini("enable_assertion_pass_hook"):
                return None
            content, (fact, code) = known
            if path.read_bytes() != content:
                return None
            return (_stat(name) if type(fact) is os.stat_result else fact), code
        except Exception:
            return None
