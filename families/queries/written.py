"""Questions that Django puts into SQL once for each branch: a union costs more to write than to ask."""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from homestart.tenancy.context import active_branch_id

#: Stands in the SQL for the family that is asked for.
ANY_FAMILY = UUID(int=0)
KEPT = 1000


def _meant(value: Any, family_id: UUID) -> Any:
    """A value of the kept SQL with this family for any, also where its id is a text."""
    if value == ANY_FAMILY:
        return family_id
    return str(family_id) if value == str(ANY_FAMILY) else value


def written_once(question: Callable[..., QuerySet[Any]]) -> Callable[..., list[tuple[Any, ...]]]:
    """The rows that `question(family_id, *more)` asks for.

    Its SQL is kept for each branch and each `more`. Raises NoActiveBranch outside of a branch, as the
    question itself would.
    """

    @lru_cache(maxsize=KEPT)
    def written(branch_id: int, *more: Hashable) -> tuple[str, tuple[Any, ...]]:
        return question(ANY_FAMILY, *more).query.sql_with_params()

    @wraps(question)
    def rows(family_id: UUID, *more: Hashable) -> list[tuple[Any, ...]]:
        sql, values = written(active_branch_id(), *more)
        with connection.cursor() as cursor:
            cursor.execute(sql, [_meant(value, family_id) for value in values])
            return cursor.fetchall()

    return rows
