"""A real JupyterLab in a real browser.

`pytest tests/browser --pictures docs/images` keeps what the browser showed, for the README.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Chromium must not look for the outside world, and as root it can not make a sandbox of its own.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


expect.set_options(timeout=60_000)  # for busy machines


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the browser tests are skipped")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def picture(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Page, str], None]:
    """Keep what the page shows, under a name."""
    chosen = request.config.getoption("--pictures")
    folder = Path(chosen) if chosen else tmp_path

    def take(page: Page, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png")

    return take


@pytest.fixture
def jupyter() -> Iterator[Callable[[Path], str]]:
    """Start Jupyter in a folder; gives its address."""
    servers = []

    def start(folder: Path) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        home = folder / ".jupyter-home"
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
        options = ["--ServerApp.port_retries=0", "--IdentityProvider.token=", "--LabApp.news_url="]
        environment = os.environ | {"HOME": str(home), "JUPYTER_PREFER_ENV_PATH": "1"}
        log = (folder / "jupyter.log").open("w")
        server = subprocess.Popen([*command, *options], cwd=folder, env=environment, stdout=log, stderr=log)
        servers.append(server)
        address = f"http://127.0.0.1:{port}"
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api/status", timeout=5).close()
                return address
            except (urllib.error.URLError, ConnectionError):
                assert server.poll() is None, (folder / "jupyter.log").read_text()
                time.sleep(0.5)
        raise AssertionError((folder / "jupyter.log").read_text())

    yield start
    for server in servers:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
