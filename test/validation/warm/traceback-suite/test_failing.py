import linecache
import os

import helpers
import pytest


@pytest.mark.parametrize("other", [0, 2, 3])
def test_divides(other):
    assert helpers.divide(1, other) == 1


@pytest.mark.parametrize("number", range(3))
def test_asserts(number):
    values = [
        number,
        number + 1,
    ]

    assert values == [
        number,

        number,
    ], "not the same"


def test_fails_in_a_property():
    assert helpers.Shape().area


def test_fails_in_a_list():
    helpers.fail()


def write_and_call(path, text):
    path.write_text(text)
    os.utime(path, (0, len(text)))
    space = {}
    exec(compile(text, str(path), "exec"), space)
    space["fail"]()


def test_fails_where_a_file_changes(tmp_path):
    path = tmp_path / "made.py"
    for text in ("def fail():\n    1 / 0\n", "def fail():\n    # Longer.\n    [][\n        0\n    ]\n"):
        try:
            write_and_call(path, text)
        except Exception as error:
            last = error
            assert path.name in str(pytest.ExceptionInfo.from_exception(error).getrepr())
    raise last


def test_fails_beyond_the_end_of_a_file(tmp_path):
    path = tmp_path / "short.py"
    path.write_text("x = 1\n")
    exec(compile("\n\n\ndef fail():\n    1 / 0\nfail()\n", str(path), "exec"), {})


def test_fails_in_what_is_no_longer_python(tmp_path):
    path = tmp_path / "broken.py"
    path.write_text("def fail(:\n    1 / 0\n")
    exec(compile("def fail():\n    1 / 0\nfail()\n", str(path), "exec"), {})


def test_fails_in_a_file_that_is_gone(tmp_path):
    path = tmp_path / "gone.py"
    path.write_text("def fail():\n    1 / 0\n")
    linecache.getlines(str(path))
    path.unlink()
    exec(compile("def fail():\n    1 / 0\nfail()\n", str(path), "exec"), {})


@pytest.mark.parametrize("name", ["one", "other"])
def test_fails_under_a_relative_name(tmp_path, monkeypatch, name):
    directory = tmp_path / name
    directory.mkdir()
    (directory / "module.py").write_text("# {}\n1 / 0  # {}\n".format(name, name))
    monkeypatch.chdir(directory)
    exec(compile("\n1 / 0", "module.py", "exec"), {})


def test_fails_in_code_without_a_file():
    exec("1 / 0")


@pytest.fixture
def noisy():
    print("set up")
    yield
    print("torn down")
    raise ValueError("when torn down")


def test_fails_and_prints(noisy):
    print("called")
    assert 0


@pytest.fixture
def telling():
    yield
    print("torn down")


@pytest.mark.parametrize("number", range(2))
def test_fails_before_something_is_printed(telling, number):
    assert number < 0
