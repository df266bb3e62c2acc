"""Ways to fail."""

import functools


def keep(function):
    @functools.wraps(function)
    def call(*arguments):
        # Goes on.
        return function(*arguments)

    return call


@keep
@keep
def divide(
    one,
    other,
):
    if other == 1:
        return one
    elif other == 2:
        return (
            one
            / (other - 2)
        )
    else:
        try:
            value = one / other
        except ZeroDivisionError as error:

            # Says what it was.
            raise ValueError(
                "no"
            ) from error
        else:
            value = one / (value - value)
        finally:
            value = 0
    return value


class Shape:
    """Has a side."""

    @property
    def area(self):
        with open(__file__) as file:
            return file.side


fail = lambda: [  # noqa: E731
    1 / number
    for number in (1, 0)
]
