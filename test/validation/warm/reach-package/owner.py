REGISTRY = {}
OTHER = []


class Base:
    pass


def by_own_name():
    return REGISTRY


def by_globals():
    return globals()


def by_none():
    return OTHER
