"""Runs programs one after the other, each in a process and a directory of its own, and writes what they did.

Its one argument is the path of a JSON file: `programs`, `directory`, `report`, `seconds` for each and for `all`.
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time

NAME = "example.py"
MAX_FILE = 4000000
MAX_OUTPUT = 20000


def limit():
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(program, directory, seconds):
    shutil.rmtree(directory, ignore_errors=True)
    work = os.path.join(directory, "work")
    os.makedirs(work)
    with open(os.path.join(work, NAME), "w", encoding="utf-8", newline="\n") as file:
        file.write(program)
    outputs = [os.path.join(directory, name) for name in ("stdout", "stderr")]
    timed_out = False
    with open(outputs[0], "wb") as stdout, open(outputs[1], "wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, NAME],
            cwd=work,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
            preexec_fn=limit,
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            timed_out = True
        # Also what it left running: the group lives as long as one of its processes.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except OSError:
            pass
        process.wait()
    texts = [read(path) for path in outputs]
    return {
        "exitCode": process.returncode,
        "timedOut": timed_out,
        "stdout": texts[0][0],
        "stderr": texts[1][0],
        "isWhole": texts[0][1] and texts[1][1],
    }


def read(path):
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_OUTPUT + 1)
    except OSError:
        return "", False
    return data[:MAX_OUTPUT].decode("utf-8", "replace"), len(data) <= MAX_OUTPUT


def main(path):
    with open(path, encoding="ascii") as file:
        job = json.load(file)
    end = time.monotonic() + job["all"]
    with open(job["report"], "w", encoding="ascii") as report:
        for index, program in enumerate(job["programs"]):
            left = end - time.monotonic()
            if left <= 0:
                break
            result = run(program, job["directory"], min(job["seconds"], left))
            report.write(json.dumps(dict(result, index=index)) + "\n")
            report.flush()
    shutil.rmtree(job["directory"], ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
