"""接口密钥: what the gateway of a province knows a township's software by."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from core.errors import Refusal
from core.ids import UserId

_CALLER = re.compile(r"[0-9A-Za-z_.-]{1,64}")
_SECRET = re.compile(r"[!-~]{1,256}")


@dataclass(frozen=True, slots=True)
class Credentials:
    """The name the software goes by at the gateway, and the secret its headers are signed with.

    Raises:
        Refusal: `platform_caller_not_valid`, `platform_secret_not_valid`.
    """

    caller: str
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if not _CALLER.fullmatch(self.caller):
            raise Refusal("platform_caller_not_valid")
        if not _SECRET.fullmatch(self.secret):
            raise Refusal("platform_secret_not_valid")


@dataclass(frozen=True, slots=True)
class KeptCredentials:
    """What is kept, and since when."""

    credentials: Credentials
    since: datetime


class PlatformCredentials(Protocol):
    """The township's credentials, sealed wherever they lie; every method is one transaction."""

    def platform_credentials(self) -> KeptCredentials | None:
        """Give what is kept; None where the province asks for none, or nobody gave any yet."""
        ...

    def keep_platform_credentials(self, kept: Credentials, user: UserId, at: datetime) -> None:
        """Keep them in the place of others, with a line in the trail that does not tell the secret."""
        ...

    def remove_platform_credentials(self, user: UserId, at: datetime) -> None:
        """Forget them, with a line in the trail.

        Raises:
            Refusal: `platform_credentials_none`.
        """
        ...
