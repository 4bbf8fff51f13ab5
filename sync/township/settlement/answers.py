"""What the platform's answer to one message can be besides the thing asked for."""


class PlatformRefused(Exception):
    """The platform answered no; `told` is its sentence for the clinic, never to be decided upon."""

    def __init__(self, told: str) -> None:
        super().__init__("platform_refused")
        self.told = told


class NoAnswer(Exception):
    """No usable answer: whether the message took effect is not known.

    Args:
        why: reason code of the line's failure, for the row and the log.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NotReached(NoAnswer):
    """The line never stood: the message certainly had no effect."""
