"""Gets updates, sets and removes a webhook, answers taps, and leads to files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tests.fakegram.errors import Breach, conflict
from tests.fakegram.methods.call import Call, Method
from tests.fakegram.polling import OTHER_WEBHOOK, WEBHOOK_SET
from tests.fakegram.updates import Update

Json = dict[str, Any]
PORTS = (443, 80, 88, 8443)
"""[API setWebhook, note 3]."""


async def get_updates(call: Call) -> list[Update]:
    """Updates; without any, the call waits as long as it was told to."""
    world, params = call.world, call.params
    if world.account.webhook["url"]:
        raise conflict(WEBHOOK_SET)
    if "allowed_updates" in params:  # else the former choice is kept [API]
        _ask_for(call)
    offset, limit = params.get("offset", 0), params.get("limit", 100)
    found = world.updates.take(offset, limit)
    if found or params.get("timeout", 0) <= 0:
        return found
    return await world.polling.wait(params["timeout"], lambda: world.updates.take(offset, limit))


def set_webhook(call: Call) -> bool:
    """From now on nobody may poll; nothing is delivered, as if the address never answered."""
    url = call.params["url"]
    if not url:
        return delete_webhook(call)
    _refuse_unfit(url)
    call.world.polling.terminate(OTHER_WEBHOOK)
    _drop_if_asked(call)
    call.world.account.webhook = {
        "url": url,
        "max_connections": call.params.get("max_connections", 40),
    }
    if "allowed_updates" in call.params:
        _ask_for(call)
    return True


def _ask_for(call: Call) -> None:
    """Telegram takes a misspelt kind without a word, and never sends it; here it is a breach."""
    kinds = call.params["allowed_updates"]
    unknown = set(kinds) - set(call.world.spec.types["Update"].fields)
    if unknown:
        raise Breach(f"there are no updates called {', '.join(sorted(unknown))}")
    call.world.updates.ask_for(kinds)


def _refuse_unfit(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise Breach("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise Breach("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def delete_webhook(call: Call) -> bool:
    """Back to polling; without a webhook there is nothing to do, and that is fine."""
    _drop_if_asked(call)
    call.world.account.webhook = {"url": ""}
    return True


def _drop_if_asked(call: Call) -> None:
    if call.params.get("drop_pending_updates"):
        call.world.updates.clear()


def get_webhook_info(call: Call) -> Json:
    """The webhook; one that is set never answers here."""
    world = call.world
    pending = {"has_custom_certificate": False, "pending_update_count": world.updates.pending()}
    asked = {"allowed_updates": sorted(world.updates.asked)} if world.updates.asked else {}
    trouble = {"last_error_date": world.clock.date(), "last_error_message": "Connection refused"}
    unheard = trouble if world.account.webhook["url"] and pending["pending_update_count"] else {}
    return {**world.account.webhook, **pending, **asked, **unheard}


def answer_callback_query(call: Call) -> bool:
    """Answer a tap: the app stops showing that it waits."""
    params = call.params
    shown, alert = params.get("text", ""), bool(params.get("show_alert"))
    call.world.taps.answer(params["callback_query_id"], shown, alert=alert)
    return True


def get_file(call: Call) -> Json:
    """A link for an hour; the sender's file name is not in it."""
    stored = call.world.files.link(call.params["file_id"])
    return {**stored.wire(), "file_path": stored.path}


METHODS = (
    Method("getUpdates", get_updates, "Array of Update", "offset limit timeout allowed_updates"),
    Method(
        "setWebhook",
        set_webhook,
        "True",
        "url max_connections allowed_updates drop_pending_updates secret_token",
    ),
    Method("deleteWebhook", delete_webhook, "True", "drop_pending_updates"),
    Method("getWebhookInfo", get_webhook_info, "WebhookInfo"),
    Method(
        "answerCallbackQuery",
        answer_callback_query,
        "True",
        "callback_query_id text show_alert cache_time",
    ),
    Method("getFile", get_file, "File", "file_id"),
)
