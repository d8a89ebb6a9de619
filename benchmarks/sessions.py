"""
How long a layer switch takes while many people use one server, and what they cost in memory.

    python benchmarks/sessions.py

Starts the server the way `make run` does and opens 1, 20 and 50 sessions over the websocket, as
a browser does, without drawing anything. Each switches a layer, again and again, which runs the
map and its layers, not the page: all in the same instant (the worst case), then each at its own
moments, one switch in `PACE_S` seconds. The time is from the message sent to the run's last word.
Gates: median under 0.2 s with 20 sessions and under 1 s with 50. Then visitors come, switch and
go in ten rounds, while the server's memory is read (Linux). The clients share this machine's
processor with the server, which a browser elsewhere would not.
"""

import asyncio
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from statistics import median, quantiles

from startup import ROOT, free_port
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

GATES_S = {1: None, 20: 0.2, 50: 1.0}
ROUNDS = 5
PACE_S = 5.0
VISITS, VISITORS = 10, 20
PATIENCE_S = 180.0
LONGEST_S = 900.0  # of the whole benchmark


@dataclass
class Session:
    """One person's open page: what the browser would remember of it."""

    wire: ClientConnection
    switches: dict[str, bool] = field(default_factory=dict)
    hashes: set[str] = field(default_factory=set)
    fragment: str = ""

    async def run(self) -> float:
        """Ask for a run with the switches as they stand; return the seconds until it is done."""
        asked = BackMsg()
        asked.rerun_script.cached_message_hashes.extend(sorted(self.hashes))
        asked.rerun_script.fragment_id = self.fragment  # none before the first run
        for switch, is_on in self.switches.items():
            asked.rerun_script.widget_states.widgets.add(id=switch, bool_value=is_on)
        start = time.perf_counter()
        await self.wire.send(asked.SerializeToString())
        async with asyncio.timeout(PATIENCE_S):
            while not self._is_last(ForwardMsg.FromString(await self.wire.recv())):
                pass
        return time.perf_counter() - start

    def _is_last(self, told: ForwardMsg) -> bool:
        if told.metadata.cacheable and told.hash:
            self.hashes.add(told.hash)
        if told.delta.new_element.HasField("checkbox"):
            box = told.delta.new_element.checkbox
            self.switches.setdefault(box.id, box.default)
            self.fragment = told.delta.fragment_id
        if told.delta.new_element.HasField("exception"):
            raise SystemExit(told.delta.new_element.exception.message)
        return told.WhichOneof("type") == "script_finished"

    async def switch(self, number: int) -> float:
        """Switch one layer; return the seconds until the page is done."""
        name = list(self.switches)[number % len(self.switches)]
        self.switches[name] = not self.switches[name]
        return await self.run()


async def opened(port: int) -> Session:
    """Open a page the way a browser does, first run included."""
    wire = await connect(
        f"ws://localhost:{port}/_stcore/stream",
        origin=f"http://localhost:{port}",  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
        proxy=None,
    )
    session = Session(wire)
    await session.run()
    if not session.switches:
        raise SystemExit("the page has no switches")
    return session


async def at_once(sessions: list[Session]) -> list[float]:
    """Let all switch a layer in the same instant, round after round."""
    seconds: list[float] = []
    for number in range(ROUNDS + 1):
        took = await asyncio.gather(*(s.switch(i + number) for i, s in enumerate(sessions)))
        seconds += took if number else []  # the first round warms up
    return seconds


async def paced(sessions: list[Session]) -> list[float]:
    """Let each switch a layer at its own moments."""
    moments = random.Random(7)

    async def person(session: Session, first: int, waits: list[float]) -> list[float]:
        seconds = []
        for number, wait in enumerate(waits):
            await asyncio.sleep(wait)
            seconds.append(await session.switch(first + number))
        return seconds

    waits = [
        [moments.uniform(0, PACE_S), *(moments.uniform(0.5, 1.5) * PACE_S for _ in range(2))]
        for _ in sessions
    ]
    people = zip(sessions, range(len(sessions)), waits, strict=True)
    return list(chain.from_iterable(await asyncio.gather(*(person(*one) for one in people))))


async def closed(sessions: list[Session]) -> None:
    """Close all pages."""
    await asyncio.gather(*(session.wire.close() for session in sessions))


async def ready(port: int) -> None:
    """Wait until the server takes visitors, and be the first: the first run imports much."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                return await closed([await opened(port)])
            except OSError:
                await asyncio.sleep(0.2)


async def measure(port: int, server: int) -> None:
    """Print the switch's times, then the memory of ten rounds of visitors."""
    await ready(port)
    for count, gate in GATES_S.items():
        sessions = [await opened(port) for _ in range(count)]
        told = f"gate: median under {gate} s" if gate else ""
        for name, crowd in (("at once", at_once), ("paced", paced)):
            worked, before = processor_s(server), time.perf_counter()
            seconds = await crowd(sessions)
            worked, passed = processor_s(server) - worked, time.perf_counter() - before
            busy = f"server busy {worked / passed:4.0%}, {worked / len(seconds):.3f} s a switch"
            print(
                f"{count:>3} sessions, {name:<8}{told_times(seconds)}   {busy}  {told}", flush=True
            )
        await closed(sessions)
    memory = []
    for _ in range(VISITS):
        sessions = [await opened(port) for _ in range(VISITORS)]
        await asyncio.gather(*(session.switch(i) for i, session in enumerate(sessions)))
        memory.append(resident_mb(server))
        await closed(sessions)
    print(f"memory over {VISITS} rounds of {VISITORS} visitors, MB: ", *memory)


def told_times(seconds: list[float]) -> str:
    """Write median and 95th percentile."""
    p95 = quantiles(seconds, n=20, method="inclusive")[-1]
    return f"  p50 {median(seconds):6.3f} s   p95 {p95:6.3f} s"


def processor_s(process: int) -> float:
    """Return the processor seconds a process has used; Linux only."""
    user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def resident_mb(process: int) -> int:
    """Return the memory a process holds; Linux only."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def main() -> None:
    """Start a server, measure, stop it."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(
        [*command, "--server.headless", "true"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        asyncio.run(asyncio.wait_for(measure(port, server.pid), LONGEST_S))
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
