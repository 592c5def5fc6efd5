"""The one exception of this package."""


class NotValid(ValueError):
    """The input is no valid JOSE object, or does not open with this key; the message says why."""
