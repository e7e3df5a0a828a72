"""The stamper that the settings ask for, put together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.config import Config
from bot.ports import Heads, World
from bot.scheduler import Daily
from bot.vault.chance import Pool
from bot.vault.stamps import Stamps
from bot.vault.vault import Vault

if TYPE_CHECKING:
    from bot.stamps.asking import Trusted


def trusted(config: Config) -> Trusted | None:
    """The certificates of the authority that the settings name; None where they name none."""
    if not config.stamps.url or config.stamps.certificate is None:
        return None
    # Loaded here because whoever wants no stamps should not wait for what they take.
    from bot.stamps.asking import Trusted

    return Trusted.read(config.stamps.certificate)


def daily(config: Config, vault: Vault, heads: Heads, world: World) -> Daily | None:
    """What asks for the stamp of each day; None where the settings name no authority."""
    if (certificates := trusted(config)) is None:
        return None
    from bot.stamps.authority import Authority
    from bot.stamps.posting import post
    from bot.stamps.stamper import Stamper

    chance = Pool()
    authority = Authority(partial(post, config.stamps.url), certificates, chance)
    stamper = Stamper(heads, Stamps(vault), authority.stamp, world, chance)
    return Daily(config.stamps.hour, stamper.stamp)
