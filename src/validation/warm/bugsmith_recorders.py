"""The two ways in which Python tells which lines run.

PYTEST_DONT_REWRITE
"""

import _thread
import sys
import threading
import types

MONITORING = getattr(sys, "monitoring", None)
TOOL_NAME = "bugsmith"
TOOL_IDS = (4, 3, 1, 0, 2, 5)


def create_recorder(tracer):
    return SettraceRecorder(tracer) if MONITORING is None else MonitoringRecorder(tracer)


class MonitoringRecorder:
    """Records with sys.monitoring, each place once until it is restarted."""

    def __init__(self, tracer):
        self._tracer = tracer
        self._instrumented = {}  # id of a code object -> the code object
        # Bound here: a test may replace them.
        self._monitoring = types.SimpleNamespace(**vars(MONITORING))
        events = self._monitoring.events
        self._events = events.PY_START | events.PY_RESUME
        self._line_event = events.LINE
        self._callbacks = self._make_callbacks(events)

    def add_handlers(self, handlers):
        """There is nothing else to listen for: threads are seen, and no tool can displace another."""

    def start(self):
        monitoring = self._monitoring
        self._tool = next(tool for tool in TOOL_IDS if monitoring.get_tool(tool) is None)
        monitoring.use_tool_id(self._tool, TOOL_NAME)
        self._set_callbacks()
        monitoring.set_events(self._tool, self._events)
        monitoring.restart_events()

    def stop(self):
        monitoring = self._monitoring
        if monitoring.get_tool(self._tool) != TOOL_NAME:
            return
        monitoring.set_events(self._tool, 0)
        for code in self._instrumented.values():
            monitoring.set_local_events(self._tool, code, 0)
        self._instrumented.clear()
        for event in self._callbacks:
            monitoring.register_callback(self._tool, event, None)
        monitoring.free_tool_id(self._tool)

    def check(self):
        monitoring, tool = self._monitoring, self._tool
        intact = monitoring.get_tool(tool) == TOOL_NAME and monitoring.get_events(tool) == self._events
        if not self._set_callbacks() or not intact:
            self._tracer._unknown.add("replaces the tracer")
            if monitoring.get_tool(tool) is None:
                monitoring.use_tool_id(tool, TOOL_NAME)
            monitoring.set_events(tool, self._events)

    def restart(self):
        self._monitoring.restart_events()

    def _set_callbacks(self):
        """Whether they were the ones before."""
        register = self._monitoring.register_callback
        before = [register(self._tool, event, call) is call for event, call in self._callbacks.items()]
        return all(before)

    def _make_callbacks(self, events):
        tracer, files, lines_of = self._tracer, self._tracer._files, self._tracer.lines_of
        disable, instrumented = self._monitoring.DISABLE, self._instrumented
        set_local_events, line_event = self._monitoring.set_local_events, self._line_event

        def started(code, offset):
            name = code.co_filename
            recorded = files[name] if type(name) is str and name in files else lines_of(name)
            if recorded is None:
                tracer.calls_unseen(code)
            else:
                recorded.add(code.co_firstlineno)
                if id(code) not in instrumented:
                    instrumented[id(code)] = code
                    set_local_events(self._tool, code, line_event)
            return disable

        def resumed(code, offset):
            started(code, offset)
            recorded = lines_of(code.co_filename)
            if recorded is not None:
                recorded.update(line for start, end, line in code.co_lines() if start <= offset < end)
            return disable

        def line(code, number):
            lines_of(code.co_filename).add(number)
            return disable

        return {events.PY_START: started, events.PY_RESUME: resumed, events.LINE: line}


class SettraceRecorder:
    """Records with sys.settrace in every thread that the threading module starts."""

    def __init__(self, tracer):
        self._tracer = tracer
        self._locals = {}
        self._settrace, self._gettrace = sys.settrace, sys.gettrace
        self._set_for_threads = threading.settrace
        self._begin = threading.Thread._bootstrap_inner.__code__
        self._trace = self._make_trace()
        self._is_ours = False

    def add_handlers(self, handlers):
        handlers["sys.settrace"] = self._saw_settrace

    def start(self):
        self._before = self._gettrace(), threading._trace_hook
        self._start_new_thread = _thread.start_new_thread
        _thread.start_new_thread = self._wrap_start()
        self._set()

    def stop(self):
        self._is_ours = True
        if self._gettrace() is self._trace:
            self._settrace(self._before[0])
        if threading._trace_hook is self._trace:
            threading._trace_hook = self._before[1]
        if _thread.start_new_thread is self._wrapped:
            _thread.start_new_thread = self._start_new_thread
        self._is_ours = False

    def check(self):
        if self._gettrace() is not self._trace:
            self._tracer._unknown.add("replaces the tracer")
        if threading._trace_hook is not self._trace:
            self._tracer._unknown.add("replaces the tracer of threads")

    def restart(self):
        self._set()

    def _set(self):
        self._is_ours = True
        self._settrace(self._trace)
        self._set_for_threads(self._trace)
        self._is_ours = False

    def _saw_settrace(self, event, arguments):
        if self._is_ours:
            return
        frame = self._tracer._getframe(2)
        if frame.f_code is not self._begin or threading._trace_hook is not self._trace:
            self._tracer.note("replaces the tracer")

    def _wrap_start(self):
        note, start = self._tracer.note, self._start_new_thread

        def start_new_thread(*arguments):
            note("starts a thread that is not traced")
            return start(*arguments)

        self._wrapped = start_new_thread
        return start_new_thread

    def _make_trace(self):
        tracer, files, lines_of = self._tracer, self._tracer._files, self._tracer.lines_of
        local_of, unseen = self._locals, tracer.unseen_names

        def trace(frame, event, argument):
            code = frame.f_code
            name = code.co_filename
            recorded = files[name] if type(name) is str and name in files else lines_of(name)
            if recorded is None:
                if code.co_name in unseen:
                    tracer.calls_unseen(code)
                return None
            recorded.add(code.co_firstlineno)
            recorded.add(frame.f_lineno)
            local = local_of.get(id(recorded))
            if local is None:
                local = local_of[id(recorded)] = make_local(recorded.add)
            return local

        return trace


def make_local(add):
    def local(frame, event, argument):
        if event == "line":
            add(frame.f_lineno)
        return local

    return local
