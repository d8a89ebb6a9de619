"""
Start the atlas from its unpacked bundle: without a network, and without rights over the machine.

The first start holds every file against SHA256SUMS and installs from `wheels/` into `venv/`; a
stamp, written last, says so, and the next start takes seconds. A folder that was carried on to
another machine is installed there anew. Arguments go to the atlas's command line.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import venv
import webbrowser
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
PROGRAM, WHEELS, VENV = HERE / "program", HERE / "wheels", HERE / "venv"
SUMS, STAMP = HERE / "SHA256SUMS", VENV / ".installed"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PORTS = range(8501, 8521)


class Stop(Exception):
    """A reason to give up, in words for the person at the machine."""


def main(arguments: list[str]) -> int:
    """Install what is missing, start; return the exit code."""
    try:
        if not is_installed():
            install()
        if arguments:
            command = [str(PYTHON), "-m", "atlas", *arguments]
            settings = environment(PYTHONPATH=str(PROGRAM))
            return subprocess.run(command, env=settings, check=False).returncode  # noqa: S603
        return serve()
    except Stop as reason:
        print(f"\n{reason}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def is_installed() -> bool:
    """Tell whether these wheels were installed with this Python."""
    return PYTHON.exists() and STAMP.is_file() and STAMP.read_text("utf-8") == asked()


def asked() -> str:
    """Say what the stamp must say: which bundle, which Python, where it lies."""
    bundle = hashlib.sha256(SUMS.read_bytes()).hexdigest()
    return f"{bundle}\n{sys.version}\n{sys.base_prefix}\n"


def install() -> None:
    """Check the files, then install the wheels."""
    print("第一次启动：检查文件、安装组件，约需一两分钟，请不要关闭窗口 ...", flush=True)
    print("First start: checking and installing, a minute or two ...", flush=True)
    if damaged := damaged_files():
        told = "\n".join(f"  {name}" for name in damaged[:10])
        raise Stop(f"这些文件缺失或损坏，请重新复制并解压 / missing or damaged:\n{told}")
    try:
        venv.EnvBuilder(clear=True, with_pip=False, symlinks=os.name != "nt").create(VENV)
    except OSError as error:
        raise Stop(
            "不能在此文件夹中写入，请把整个文件夹复制到本机硬盘（如 D:\\atlas）再启动 / "
            f"this folder cannot be written to: {error}"
        ) from error
    pip = next(WHEELS.glob("pip-*.whl")) / "pip"
    command = [str(PYTHON), "-I", str(pip), "install", "--isolated", "--quiet", "--no-input"]
    command += ["--no-index", "--find-links", str(WHEELS), "--only-binary", ":all:"]
    # compiling all that might be imported takes longer than all the rest
    command += ["--no-compile", "--no-cache-dir", "--disable-pip-version-check"]
    command += ["--requirement", str(PROGRAM / "requirements.txt")]
    command += ["--constraint", str(PROGRAM / "constraints.txt")]
    if subprocess.run(command, check=False).returncode != 0:  # noqa: S603
        raise Stop(
            "安装没有完成，原因见上文；消除原因后重新启动即可 / "
            "not installed, for the reason above; start again once it is gone"
        )
    STAMP.write_text(asked(), encoding="utf-8")


def damaged_files() -> list[str]:
    """Return the files that are not what SHA256SUMS says."""
    wrong = []
    for line in SUMS.read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        file = HERE / name
        if "/" not in name:
            continue  # some unpackers garble the guide's Chinese name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            wrong.append(name)
    return wrong


def serve() -> int:
    """Start the server and open the browser; a server that runs already is opened instead."""
    for port in PORTS:
        if is_free(port):
            break
        if is_atlas(port):
            print(f"图集已在运行 / already running: {address(port)}")
            show(port)
            return 0
    else:
        raise Stop(f"端口 {PORTS[0]}-{PORTS[-1]} 都被占用 / all these ports are taken")
    print(f"正在启动 / starting: {address(port)}", flush=True)
    print("关闭此窗口即停止 / close this window to stop", flush=True)
    settings = environment(STREAMLIT_SERVER_PORT=str(port), STREAMLIT_SERVER_HEADLESS="true")
    command = [str(PYTHON), "-m", "streamlit", "run", "app.py"]
    server = subprocess.Popen(command, cwd=PROGRAM, env=settings)  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        # Streamlit opens no browser for an app of this kind
        while server.poll() is None and not is_atlas(port):
            time.sleep(0.2)
        if server.poll() is None:
            show(port)
        return server.wait()
    except KeyboardInterrupt:
        return server.wait()  # Ctrl+C has reached it as well


def address(port: int) -> str:
    """Return what to type into a browser."""
    return f"http://localhost:{port}"


def show(port: int) -> None:
    """Open the browser where there is a screen: without one, a text browser might come up."""
    has_screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if os.name == "nt" or has_screen:
        webbrowser.open(address(port))


def is_free(port: int) -> bool:
    """Tell whether nothing listens on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def is_atlas(port: int) -> bool:
    """Tell whether what listens on a port is an atlas."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://127.0.0.1:{port}/healthz", timeout=3) as reply:
            return "layers" in json.load(reply)
    except (OSError, ValueError, TypeError):
        return False


def environment(**more: str) -> dict[str, str]:
    """Return the surroundings of the installed Python: the bundled assets, UTF-8 throughout."""
    return {**os.environ, "ATLAS_ASSETS": str(HERE / "assets"), "PYTHONUTF8": "1", **more}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
