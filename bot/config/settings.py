"""The settings there are, what each has to be, and what it is if it is left out."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from bot.errors import ConfigError

_NOT_CODES = {"UK": "GB", "EL": "GR"}
"""What people write for a country, and the code it has."""
LAST_PORT = 65_535
LAST_HOUR = 23
LONGEST_LINE = 100
CREDENTIALS = "$CREDENTIALS_DIRECTORY"
"""What a path begins with that systemd hands over, whatever the service is called."""


class Wrong(ValueError):  # a signal inside this module; what it says is ours
    """What a setting has to be, and is not."""


class Places(NamedTuple):
    """Where paths start: the folder of the file, and what systemd handed to this service alone."""

    folder: Path = Path()
    credentials: Path | None = None


def _anchored(path: Path, given: ValidationInfo) -> Path:
    places: Places = given.context or Places()
    if path == Path() or "\0" in str(path):
        raise Wrong("has to name a path")
    if path.parts[0].startswith("~"):
        raise Wrong("can't begin with ~: write the whole path")
    if path.parts[0] == CREDENTIALS:
        if places.credentials is None:
            raise Wrong(f"begins with {CREDENTIALS}, which only a service of systemd has")
        return places.credentials.joinpath(*path.parts[1:])
    return places.folder / path


def _store_url(url: str, given: ValidationInfo) -> str:
    kind, sign, path = url.partition(":///")
    if url.startswith("postgresql://"):
        parts = _split(url)
        if not (parts.hostname and parts.path.strip("/")):
            raise Wrong("has to be as postgresql://host/name")
        return url
    if kind != "sqlite" or not sign:
        raise Wrong("has to begin with sqlite:/// (or sqlite://// for a whole path)")
    if not path or path.endswith("/") or path.startswith(":") or set("?#") & set(path):
        raise Wrong("has to name a file after sqlite:///")
    return f"{kind}:///{_anchored(Path(path), given)}"


def _bot_address(url: str) -> str:
    parts = _split(url)
    if not url.endswith("/bot") or parts.query or parts.fragment:
        raise Wrong("has to end in /bot")
    if parts.scheme != "https" and not _is_bare_loopback(parts):
        raise Wrong("has to begin with https:// (http:// only to this machine, 127.0.0.1)")
    if not parts.hostname or parts.username is not None:
        raise Wrong("has to name a server after https://, and nobody's name or password")
    return url


def _authority(url: str) -> str:
    parts = _split(url)
    if url and not (parts.hostname and (parts.scheme == "https" or _is_bare_loopback(parts))):
        raise Wrong("has to begin with https:// (http:// only to this machine, 127.0.0.1)")
    if parts.username is not None:
        raise Wrong("has to hold nobody's name or password")
    return url


def _is_bare_loopback(parts: SplitResult) -> bool:
    return parts.scheme == "http" and _is_loopback(parts)


def _hour(untrusted: object) -> int:
    if not re.fullmatch("[0-9]{1,2}", str(untrusted)) or int(str(untrusted)) > LAST_HOUR:
        raise Wrong(f"has to be an hour from 0 to {LAST_HOUR}")
    return int(str(untrusted))


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # it is looked at only when it is asked for
    except ValueError:  # its own words would repeat the address
        raise Wrong("is no address") from None
    return parts


def _is_loopback(parts: SplitResult) -> bool:
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def _country(untrusted_code: str) -> str:
    code = untrusted_code.strip().upper()
    if known := _NOT_CODES.get(code):
        raise Wrong(f"holds no code of a country in one place: write {known} there")
    if not re.fullmatch("[A-Z]{2}", code):
        raise Wrong("has to list two-letter codes of countries, as in [GB, IE]")
    return code


def _port(untrusted: object) -> int:
    if not re.fullmatch("[0-9]{1,5}", str(untrusted)) or int(str(untrusted)) > LAST_PORT:
        raise Wrong(f"has to be a number from 0 to {LAST_PORT}")
    return int(str(untrusted))


def _line(untrusted_text: str) -> str:
    text = untrusted_text.strip()
    if len(text) > LONGEST_LINE:
        raise Wrong(f"has to be at most {LONGEST_LINE} letters long")
    if not text.isprintable():
        raise Wrong("has to be one line of plain letters, without hidden characters")
    return text


Anchored = Annotated[Path, AfterValidator(_anchored)]
Address = Annotated[str, AfterValidator(_bot_address)]
Country = Annotated[str, AfterValidator(_country)]
Line = Annotated[str, AfterValidator(_line)]


class Part(BaseModel):
    """What all settings have in common: unknown ones are refused, and paths find their place."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=True
    )

    @model_validator(mode="before")
    @classmethod
    def _nothing_below(cls, untrusted: Any) -> Any:
        return {} if untrusted == "" else untrusted


class Telegram(Part):
    """The bot's account, and the server that speaks for Telegram."""

    token_file: Anchored = Path("token")
    token_from_environment: bool = False
    base_url: Address = "https://api.telegram.org/bot"
    base_file_url: Address = "https://api.telegram.org/file/bot"


class Store(Part):
    """Where sealed rows are kept."""

    url: Annotated[str, AfterValidator(_store_url)] = Field(
        default="sqlite:///data/sidelight.sqlite", repr=False
    )

    ledger: Anchored = Path("erasures.ledger")

    @property
    def file(self) -> Path:
        """The file of SQLite."""
        if not self.url.startswith("sqlite:"):
            raise ConfigError("PostgreSQL is not built yet: use sqlite:///… as store.url.")
        return Path(self.url.removeprefix("sqlite:///"))


class Keys(Part):
    """Where the keys are that seal the store."""

    directory: Anchored = Path("keys")
    from_environment: bool = False


class Lock(Part):
    """People's own locks."""

    charity_key: Annotated[Anchored | None, BeforeValidator(lambda path: path or None)] = None
    """The public half of the charity's offline key; None where it has none."""


class Profile(Part):
    """What anybody can read about the bot."""

    name: str = "Notes"
    description: str = (
        "Information and private notes. Automatic: nobody reads live. It can't call anyone and is "
        "not for emergencies. If it does not answer, it is not working. /privacy"
    )
    about: str = "Information and private notes."


class Operator(Part):
    """Who runs the bot, as people read it where they ask what is held about them."""

    name: Line = ""
    contact: Line = ""


class Logs(Part):
    """How much is logged; at no level anybody's words."""

    level: Literal["turns", "info", "warning"] = "info"


class Metrics(Part):
    """The numbers of a running bot, for programs on this machine alone."""

    port: Annotated[int, BeforeValidator(_port)] = 0
    """Where they can be read; 0 for nowhere."""


class Stamps(Part):
    """The authority that is asked once a day for a time stamp over all logs."""

    url: Annotated[str, AfterValidator(_authority)] = Field(default="", repr=False)
    """Where it is asked; "" for nowhere."""
    hour: Annotated[int, BeforeValidator(_hour)] = 3
    """The hour of the UTC day."""
    certificate: Annotated[Anchored | None, BeforeValidator(lambda path: path or None)] = None

    @model_validator(mode="after")
    def _has_both(self) -> Self:
        if self.url and self.certificate is None:
            raise Wrong("has to name the authority's certificate under certificate, beside url")
        return self


class Config(Part):
    """All settings; their paths no longer depend on the folder of the file."""

    telegram: Telegram
    store: Store
    keys: Keys
    lock: Lock
    profile: Profile
    operator: Operator
    logs: Logs
    metrics: Metrics
    stamps: Stamps
    flows: Annotated[Anchored | None, BeforeValidator(lambda path: path or None)] = None
    """A folder of flows; None for those that come with Sidelight."""
    served: Annotated[tuple[Country, ...], BeforeValidator(lambda codes: codes or ())] = ()
    """Codes of countries; none for those that the shipped words are written for."""

    @model_validator(mode="before")
    @classmethod
    def _all_parts(cls, untrusted: Any) -> Any:
        parts: dict[str, Any] = {
            name: {} for name, field in cls.model_fields.items() if field.is_required()
        }
        return parts | untrusted if isinstance(untrusted, dict) else untrusted
