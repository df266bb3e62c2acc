"""Runs the ecosystem's own code on what comes in: a call a line, an answer a line, both JSON.

The argument says whose: swebench, swesmith-2026 or swesmith-2025. Nothing is downloaded.
"""

import importlib.abc
import importlib.machinery
import json
import os
import sys
import tempfile
from pathlib import Path
from unittest.mock import MagicMock

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # What the packages print must not get between the answers.
whose = sys.argv[1]
home = Path(tempfile.mkdtemp())
os.chdir(home)

SYSTEM_PROMPT = "the system prompt"
(home / "agent").mkdir()
(home / "agent" / "swesmith_infer.yaml").write_text(
    json.dumps({"agent": {"templates": {"system_template": SYSTEM_PROMPT}}})
)


class Stubs(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands in for packages that are imported by the modules used, and not used by them."""

    names = {"tree_sitter", "tree_sitter_go", "astor", "libcst"}

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.names:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        module = MagicMock(name=spec.name)
        module.__path__ = []
        module.__spec__ = spec
        return module

    def exec_module(self, module):
        pass


sys.meta_path.append(Stubs())

from swebench.harness import grading as swebench_grading  # noqa: E402

if whose != "swebench":
    import swesmith

    swesmith.REPO_DIR = home
    from swesmith.harness import grading as swesmith_grading
    from swesmith.train.traj_mgr import utils as conversion

REPOSITORY = "mewwts__addict.75284f95"
IMAGE = "swesmith.x86_64.mewwts__addict.75284f95"


def write(name, text):
    path = home / name
    path.write_bytes(text.encode())
    return str(path)


def attempt(function, *arguments, **named):
    """The value of a function, or the name of what it raised."""
    try:
        return {"value": function(*arguments, **named)}
    except Exception as error:
        return {"raised": type(error).__name__, "message": str(error)}


def swesmith_log_parser():
    if whose == "swesmith-2025":
        from swesmith.harness.log_parsers import parse_log_pytest

        return parse_log_pytest
    from swesmith.profiles import registry

    return registry.get(REPOSITORY).log_parser


def parse_logs(parser, logs):
    """Statuses as pairs, as JSON objects put names that are numbers first."""
    if parser == "swesmith":
        parse = swesmith_log_parser()
    else:
        from swebench.harness.log_parsers import PARSER_REGISTRY

        registered = PARSER_REGISTRY[parser]
        parse = lambda log: registered(log, None)  # noqa: E731
    return [list(parse(log).items()) for log in logs]


def read_test_outputs(logs):
    return [attempt(swesmith_grading.read_test_output, write("log", log)) for log in logs]


def valid_reports(runs):
    instance = {"repo": REPOSITORY, "image_name": IMAGE}
    return [
        attempt(
            swesmith_grading.get_valid_report,
            write("with-bug", run["withBug"]),
            write("clean", run["clean"]),
            instance,
        )
        for run in runs
    ]


def eval_tests_reports(harness, eval_type, cases):
    """What a harness makes of statuses; with whether it calls that resolved."""
    reports = []
    for case in cases:
        statuses = dict(case["statuses"])
        if harness == "swebench":
            kind = swebench_grading.EvalType(eval_type)
            report = swebench_grading.get_eval_tests_report(statuses, case, eval_type=kind)
        else:
            report = swesmith_grading.get_eval_tests_report(statuses, case)
        status = swebench_grading.get_resolution_status(report)
        reports.append({"report": report, "resolved": status == swebench_grading.ResolvedStatus.FULL.value})
    return reports


def eval_reports(harness, cases):
    """The whole report of a prediction from the log of its run."""
    reports = []
    for case in cases:
        log = write("log", case["log"])
        prediction, instance = case["prediction"], case["instance"]
        if harness == "swebench":
            from swebench.harness.utils import make_test_spec

            report = attempt(
                swebench_grading.get_eval_report, make_test_spec(instance), prediction, log, True
            )
        else:
            report = attempt(swesmith_grading.get_eval_report, prediction, dict(instance), log)
        reports.append(report)
    return reports


def convert(style, trajectories):
    transform = conversion.MAP_STYLE_TO_FUNC[style]
    return [attempt(transform, trajectory) for trajectory in trajectories]


def load_task_repository(directory):
    """What SWE-bench makes of a task repository: its instances, what it finds wrong, and its test specifications."""
    from swebench.harness.utils import get_predictions_from_file, make_test_spec
    from swebench.task.checks import check_task_repo
    from swebench.task.repo import load_dockerfiles, load_task_repo, published_tasks

    instances = load_task_repo(directory)
    specifications = [make_test_spec(instance) for instance in instances]
    return {
        "instances": instances,
        "problems": [str(problem) for problem in check_task_repo(directory)],
        "published": published_tasks(directory),
        "dockerfiles": load_dockerfiles(directory),
        "gold": get_predictions_from_file("gold", "unused", "test", task_repo=directory),
        "scripts": [specification.eval_script for specification in specifications],
    }


def load_rows(arguments, named):
    """What `datasets` reads, with the types it sees."""
    from datasets import load_dataset

    dataset = load_dataset(*arguments, **named)
    return {"rows": list(dataset), "features": str(dataset.features), "columns": dataset.column_names}


def read_arrow_schema(file):
    import pyarrow.parquet

    parquet = pyarrow.parquet.ParquetFile(file)
    return {"schema": str(parquet.schema_arrow), "rowGroups": parquet.num_row_groups, "rows": parquet.read().to_pylist()}


def load_for_swebench(name, split):
    from swebench.harness.utils import load_swebench_dataset

    return load_swebench_dataset(name, split)


def load_for_mini_swe_agent(directory, split):
    """The instances of `--subset directory`, with the image and the first command of each."""
    from datasets import load_dataset
    from jinja2 import StrictUndefined, Template
    from minisweagent.config import get_config_from_spec
    from minisweagent.run.benchmarks import swebench

    path = swebench.DATASET_MAPPING.get(directory, directory)
    instances = list(load_dataset(path, split=split))
    configuration = get_config_from_spec(str(Path(directory) / "mini-swe-agent.yaml"))
    command = configuration["run"]["env_startup_command"]
    return {
        "instances": instances,
        "images": [swebench.get_swebench_docker_image_name(instance) for instance in instances],
        "commands": [Template(command, undefined=StrictUndefined).render(**instance) for instance in instances],
    }


for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"value": globals()[request["call"]](**request["argument"])}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    answers.write(json.dumps(answer, default=str) + "\n")
    answers.flush()
