"""
A cluster of other processes, perhaps on other machines, that counts the pieces of a table.

Opened only where a scheduler is named; nothing else of the atlas knows of it. Workers run our
code and read the table under the same path as here: they need the same atlas and the same folder.
A scheduler runs whatever it is sent, so it belongs on a network that one trusts.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from atlas.domain.records.point_table import Piece
from atlas.errors import NotReady
from atlas.questions.access.partitions import Spread, Tally

CONNECT_S = 10


@contextmanager
def spreading(scheduler: str) -> Iterator[Spread]:
    """
    Open a cluster for as long as the pieces of a table are counted.

    Parameters
    ----------
    scheduler
        Its address, `tcp://host:8786`; where empty, pieces are counted here, one by one.

    Yields
    ------
    spread
        As `partitions.Table` takes it. A piece whose worker dies is counted by another.

    Raises
    ------
    NotReady
        If the libraries of a cluster are missing, nobody answers at the address, it was started
        where there is no atlas, or piece after piece kills its worker.
    """
    if not scheduler:
        yield map
        return
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        remedy = "pip install -r requirements-cluster.txt"
        raise NotReady(what="distributed", remedy=remedy) from None
    try:
        client = Client(scheduler, timeout=CONNECT_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError):
        raise NotReady(what=scheduler, remedy="dask scheduler") from None
    with client:

        def spread(work: Callable[[Piece], Tally], pieces: Sequence[Piece]) -> list[Tally]:
            # sent once, and sent again to whoever takes over from a worker that died
            job = client.submit(_itself, work, pure=False)
            told = [client.submit(_work_on, job, piece, pure=False) for piece in pieces]
            counts: list[Tally] = client.gather(told)  # type: ignore[no-untyped-call]
            return counts

        try:
            yield spread
        except KilledWorker:
            raise NotReady(what=scheduler, remedy=f"dask worker {scheduler}") from None
        except RuntimeError as failure:
            # the scheduler looks at what it hands on, and so must know our code
            if not isinstance(failure.__cause__, ModuleNotFoundError):
                raise
            raise NotReady(what=scheduler, remedy="PYTHONPATH=. dask scheduler") from None


def _itself(work: Callable[[Piece], Tally]) -> Callable[[Piece], Tally]:
    return work


def _work_on(work: Callable[[Piece], Tally], piece: Piece) -> Tally:
    return work(piece)
