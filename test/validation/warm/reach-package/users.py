import sys
import unittest.mock
import weakref

import package.owner as owner
from package.owner import REGISTRY, Base

CACHE = {"registry": [REGISTRY]}


class Holder:
    kept = REGISTRY

    def by_class(self):
        return self.kept

    @property
    def by_property(self):
        return self.kept

    @staticmethod
    def by_static():
        return None


class Derived(Base):
    kept = REGISTRY


REFERENCE = weakref.ref(Derived)


def by_attribute():
    return owner.REGISTRY


def by_import():
    from package.owner import REGISTRY as found

    return found


def by_relative_import():
    from . import SHARED

    return SHARED


def by_module():
    import package.owner as found

    return size(found)


def size(thing):
    return len(thing)


def by_text(name="REGISTRY"):
    return getattr(owner, "REGISTRY")  # noqa: B009


def by_handing_on():
    return size(owner)


def by_modules():
    return sys.modules


def by_call():
    return by_attribute()


def by_container():
    return CACHE["registry"]


def by_default(found=REGISTRY):
    return found


def by_subclass():
    return Base.__subclasses__()


def by_reference():
    return REFERENCE()


def make():
    found = REGISTRY

    def by_closure():
        return found

    return by_closure


by_closure = make()


def by_patch():
    with unittest.mock.patch("package.owner.REGISTRY"):
        return None


@unittest.mock.patch("package.owner.OTHER")
def by_decorator(found):
    return found


def by_request(request):
    return request.module


def not_by_another_name():
    return owner.OTHER


def not_by_itself():
    return size([])


def not_by_a_text():
    return "a registry"
