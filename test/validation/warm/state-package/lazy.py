X = {"a": object}


class Lazy:
    pass
