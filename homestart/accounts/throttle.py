"""How often somebody may try to come in: counted in Valkey, for all web processes together.

Each try is one entry in a list per account and one in a list per address of origin. One script looks at the
lists and adds to them, so that fifty tries at the same moment are counted one after the other, and "five in
five minutes" holds for any five minutes. A try that succeeds is taken off again: people in one office come in
one after the other, and whoever knows one password wins no tries for another account.
"""

import ipaddress
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import redis
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from homestart.audit.reading import remember

MINUTE, DAY = 60, 24 * 60 * 60

#: Tries per account, each with the seconds in which they are counted.
PER_ACCOUNT: tuple[tuple[int, int], ...] = ((5, 5 * MINUTE),)
#: A code of six digits could be guessed with patience; a password or seed could not.
PER_ACCOUNT_WITH_CODE: tuple[tuple[int, int], ...] = (*PER_ACCOUNT, (20, DAY))
#: Tries of all kinds together per address of origin.
PER_ADDRESS: tuple[tuple[int, int], ...] = ((10, MINUTE),)

PASSWORD, CODE, SECOND_FACTOR = "password", "code", "second factor"
MAIL_WITH_CODE, MAIL_WITH_LINK = "mail with code", "mail with link"

_LIMITS = {CODE: PER_ACCOUNT_WITH_CODE, SECOND_FACTOR: PER_ACCOUNT_WITH_CODE}

#: Adds the entry ARGV[1] to every list when none of them is full; 1 when it did. ARGV goes on with the number
#: of entries and the seconds for each list. Time is the server's: web servers may differ.
SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
for i, key in ipairs(KEYS) do
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now - ARGV[2 * i + 1] * 1000000)
    if redis.call('ZCARD', key) >= tonumber(ARGV[2 * i]) then
        return 0
    end
end
for i, key in ipairs(KEYS) do
    redis.call('ZADD', key, now, ARGV[1])
    redis.call('EXPIRE', key, ARGV[2 * i + 1])
end
return 1
"""


class TooManyTries(Exception):
    """This account, or this address of origin, has no tries left for now."""


class CounterAway(Exception):
    """Nobody counts: Valkey does not answer. Whoever cannot be counted does not come in."""


@dataclass(frozen=True)
class Try:
    keys: tuple[str, ...]
    entry: str

    def succeeded(self) -> None:
        """Takes the try off the lists."""
        _ask(lambda server: [server.zrem(key, self.entry) for key in self.keys])


def count_try(request: HttpRequest, kind: str, account: str) -> Try:
    """One more try of this kind for the account (an e-mail address, or the id of a user).

    Raises TooManyTries when there were too many already; that try is not counted. Raises CounterAway when
    the server that counts does not answer.
    """
    who = account.strip().lower()
    limits = _LIMITS.get(kind, PER_ACCOUNT)
    lists = [(f"tries:{kind}:{seconds}:{who}", most, seconds) for most, seconds in limits]
    lists += [(f"tries:{seconds}:{origin_of(request)}", most, seconds) for most, seconds in PER_ADDRESS]
    return count(lists)


def count(lists: list[tuple[str, int, int]]) -> Try:
    """One more entry in each of these lists: its name, and how many there may be in how many seconds.

    Raises TooManyTries when one of them is full, and then adds to none; CounterAway when the server that
    counts does not answer.
    """
    # What the keys say about a person is made unreadable by homestart.accounts.cache.
    keys = tuple(cache.make_key(name) for name, _, _ in lists)
    entry = uuid.uuid4().hex
    numbers = [number for _, most, seconds in lists for number in (most, seconds)]
    if not _ask(lambda server: server.eval(SCRIPT, len(keys), *keys, entry, *numbers)):
        raise TooManyTries
    return Try(keys, entry)


def origin_of(request: HttpRequest) -> str:
    """The address that the outermost trusted proxy saw; of IPv6 the network, which one person has whole."""
    address = get_adapter().get_client_ip(request)
    if ":" in address:
        return str(ipaddress.IPv6Network(f"{address}/64", strict=False))
    return address


def _ask(question: Callable[[redis.Redis], Any]) -> Any:
    configuration = settings.CACHES["default"]
    try:
        return question(_server(configuration["LOCATION"], tuple(configuration["OPTIONS"].items())))
    except redis.RedisError as error:
        raise CounterAway from error


@lru_cache(maxsize=4)
def _server(address: str, options: tuple[tuple[str, Any], ...]) -> redis.Redis:
    return redis.Redis.from_url(address, **dict(options))


class ThrottleMiddleware:
    """Answers for views that have no try left to give, or nobody who counts it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, TooManyTries):
            remember(request, "tried_too_often", by=None)
            return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        if isinstance(exception, CounterAway):
            return render(request, "account/away.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        return None
