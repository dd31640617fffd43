"""Redis, and memory of the process while Redis is down.

What the shop keeps in a cache may be old or gone without harm: fragments are named by
the version they show, and what guards accounts lies in the database. So a Redis that
is down is replaced by what a shop without Redis has. One that accepts connections and
never answers is the worse case: the first call waits for the timeout, and the calls of
the next seconds go past it at once.
"""

import time
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django_redis.cache import RedisCache
from django_redis.exceptions import ConnectionInterrupted

logger = structlog.get_logger(__name__)

PAUSE = 5.0  # seconds between two looks at a Redis that is away

# By the address of the server, for all threads: monotonic time of the next look.
_away: dict[str, float] = {}


class SteadyCache(RedisCache):
    """django-redis, with a substitute that needs no server."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._substitute = LocMemCache(f"instead of {server}", params)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("set", *args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("add", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask("delete", *args, **kwargs))

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("touch", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("incr", *args, **kwargs)

    def decr(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("decr", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get_many", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("delete_many", *args, **kwargs)

    def clear(self) -> Any:
        return self._ask("clear")

    def _ask(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Ask Redis, or the substitute where Redis does not answer."""
        next_look = _away.get(self._server)
        if next_look is not None:
            if time.monotonic() < next_look:
                return getattr(self._substitute, method)(*args, **kwargs)
            # This call looks whether Redis is back; the others do not wait for it.
            _away[self._server] = time.monotonic() + PAUSE
        try:
            answer = getattr(self.client, method)(*args, **kwargs)
        except ConnectionInterrupted as error:
            if next_look is None:
                logger.warning("redis_away", error=str(error.__cause__))
            _away[self._server] = time.monotonic() + PAUSE
            return getattr(self._substitute, method)(*args, **kwargs)
        if next_look is not None and _away.pop(self._server, None) is not None:
            logger.warning("redis_back")
        return answer
