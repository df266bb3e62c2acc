"""Makes pytest find the statements that tracebacks show once, and not again for each test that fails there.

PYTEST_DONT_REWRITE
"""

import _pytest._code.code as showing

FINDER = "getstatementrange_ast"


def remember_statements():
    """What is printed stays the same; for every entry of a traceback pytest parses the whole file."""
    find = getattr(showing, FINDER, None)
    if find is None:
        return
    trees, found = {}, {}

    def remembered(lineno, source, assertion=False, astnode=None):
        text = str(source)
        key = lineno, assertion, text
        if key not in found:
            found[key] = find(lineno, source, assertion, trees.get(text, astnode))
            trees[text] = found[key][0]
        return found[key]

    setattr(showing, FINDER, remembered)
