"""
Long work beside the page: questions answered in processes of their own.

The page asks, looks now and then how far it is, and may stop it. What was answered once is
answered at once the next time, as long as question and data are the same. A job belongs to
nobody: two visitors who ask the same share it, and either may stop it.
"""

from functools import lru_cache

from atlas.interface.jobs.job import Job, State
from atlas.interface.jobs.length import is_long
from atlas.interface.jobs.pool import Pool

__all__ = ["Job", "Pool", "State", "is_long", "jobs"]


@lru_cache(maxsize=1)
def jobs() -> Pool:
    """Return the one pool of this process."""
    return Pool()
