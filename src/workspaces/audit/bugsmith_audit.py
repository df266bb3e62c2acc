"""Looks for the answer to a task wherever a program in this place can read; see audit-leaks.ts."""

import json
import os
import sys
import sysconfig

import bugsmith_audit_files
import bugsmith_audit_git
import bugsmith_audit_signs


def main(facts_path):
    with open(facts_path, encoding="utf-8") as file:
        facts = json.load(file)
    # Nothing that holds the answer is left on the disk while others could look.
    os.unlink(facts_path)
    signs = bugsmith_audit_signs.Signs(facts)
    seen = set()

    def report(kind, path, detail, ref=None):
        finding = {"kind": kind, "path": path, "ref": ref, "detail": detail}
        key = (kind, path, ref, detail)
        if key not in seen:
            seen.add(key)
            print(json.dumps(finding))

    workspace = facts["workspace"]
    bugsmith_audit_git.check_history(workspace, report)
    roots = list(dict.fromkeys([workspace] + facts["paths"] + environment_roots(facts)))
    bugsmith_audit_files.Search(signs, report, facts).search(roots)
    print(json.dumps({"kind": "done"}))


def environment_roots(facts):
    """Where the interpreter takes modules from, apart from its own."""
    if not facts["searchesEnvironment"]:
        return []
    paths = sysconfig.get_paths()
    own = (paths["stdlib"], paths["platstdlib"])
    roots = [path for path in sys.path[1:] if not path.endswith(".zip")]
    # The standard library holds no project, but often the directory of those that are installed.
    roots = [path for path in roots if path not in own and os.path.basename(path) != "lib-dynload"]
    return roots + [paths["purelib"], paths["platlib"]]


if __name__ == "__main__":
    main(sys.argv[1])
