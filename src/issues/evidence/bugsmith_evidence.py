"""Runs some tests in the pytest it is loaded into, and writes what can be seen of their failures to a file.

PYTEST_DONT_REWRITE
"""

import json
import os
import sys

import pytest
from bugsmith_look import Look
from bugsmith_pytest import EXACT_OPTIONS, ReportFile, hide_from_environment
from bugsmith_setup import pin_parameters
from bugsmith_values import describe

JOB_VARIABLE = "BUGSMITH_EVIDENCE_JOB"
ADDED_OPTION = "-p bugsmith_evidence"
ALONE = {"dist": "no", "numprocesses": None, "tx": [], "looponfail": False, "reruns": 0, "color": "no"}


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    path = os.environ.pop(JOB_VARIABLE, None)
    if path is not None:
        hide_from_environment(ADDED_OPTION)
        with open(path, encoding="ascii") as file:
            job = json.load(file)
        early_config.pluginmanager.register(Witness(job), "bugsmith-witness")
    yield


class Witness:
    def __init__(self, job):
        self._report_file = ReportFile(job["report"])
        self._wanted = {test: position for position, test in enumerate(job["tests"])}
        self._look = Look(job, self._record)
        self._comparison = None
        self._parameters = {}
        # Bound here because tests replace them.
        self._here = sys._getframe

    def _record(self, event, **facts):
        self._report_file.append(dict(facts, event=event))

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config):
        for name, value in dict(EXACT_OPTIONS, **ALONE).items():
            if hasattr(config.option, name):
                setattr(config.option, name, value)
        if getattr(config.option, "tbstyle", None) == "no":
            config.option.tbstyle = "auto"
        root = str(getattr(config, "rootpath", os.getcwd()))
        self._record("begun", interpreter=sys.executable or None)
        files = {}
        for test in self._wanted:
            path, _, name = test.partition("::")
            path = os.path.join(root, path)
            if os.path.isfile(path):
                files[path] = None
            self._look.safely(
                lambda: self._look.at_source(test, path, name.partition("[")[0].split("::"))
            )
        if files:
            config.args = list(files)

    def pytest_collectreport(self, report):
        if report.outcome == "failed":
            self._record("collection-error", path=str(report.nodeid), output=self._output_of(report))

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        left = [item for item in items if str(item.nodeid) not in self._wanted]
        items[:] = [item for item in items if str(item.nodeid) in self._wanted]
        if left:
            config.hook.pytest_deselected(items=left)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_make_collect_report(self, collector):
        outcome = yield
        report = outcome.get_result()
        call = getattr(report, "call", None)
        if report.outcome == "failed" and call is not None and call.excinfo is not None:
            error = call.excinfo.value
            self._look.at_import(str(report.nodeid), error.__cause__ or error)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid, location):
        self._record("start", test=str(nodeid))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        self._comparison = None
        # Now, because a test may change the values it is given.
        self._parameters = self._look.safely(lambda: pin_parameters(item)) or {}
        callspec = getattr(item, "callspec", None)
        values = {} if callspec is None else {str(key): describe(value) for key, value in callspec.params.items()}
        known = {name: value for name, value in values.items() if value is not None}
        self._record("parameters", test=str(item.nodeid), parameters=known)

    @pytest.hookimpl(tryfirst=True)
    def pytest_assertrepr_compare(self, config, op, left, right):
        frame = self._here(1)
        while frame is not None and not self._look.places.is_test(frame.f_code.co_filename):
            frame = frame.f_back
        if frame is not None:
            self._comparison = (op, left, right, frame.f_code, frame.f_lineno)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        outcome = yield
        report = outcome.get_result()
        test = str(item.nodeid)
        if report.outcome == "skipped" or (report.outcome == "passed" and report.when == "call"):
            self._record("ended", test=test, outcome=report.outcome)
        if report.outcome == "failed" and call.excinfo is not None:
            comparison, self._comparison = self._comparison, None
            output = self._output_of(report)
            self._look.at_failure(
                item, call.excinfo.value, test, str(report.when), output, comparison, self._parameters
            )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logfinish(self, nodeid, location):
        self._record("finish", test=str(nodeid))

    def _output_of(self, report):
        text = self._look.safely(lambda: report.longreprtext) or ""
        for title, content in getattr(report, "sections", ()):
            text += "\n{}\n{}".format(" {} ".format(title).center(80, "-"), content)
        return text
