"""Records what happens in forks of a process, and what that process itself finds out.

PYTEST_DONT_REWRITE
"""

from bugsmith_pytest import Recorder


class WarmRecorder(Recorder):
    """Records the sessions of several candidates in one report."""

    is_silent = False

    def mark(self, index):
        """What follows belongs to this candidate, and replaces what was recorded for it before."""
        self.fact("candidate", index=index)

    def fact(self, event, **facts):
        self._report_file.append(dict(facts, event=event))

    def adopt_facts(self):
        """Lets the calling process, a fork, state facts, while tests of it are not recorded."""
        self._report_file.adopt()
        self.is_silent = True

    def adopt(self):
        super().adopt()
        self.is_silent = False

    def record(self, event, **facts):
        if not self.is_silent:
            super().record(event, **facts)

    def append_modules(self):
        """Those of the clean suite are known."""
