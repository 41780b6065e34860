"""`osuma serve`: one process with threads that owns the installation until it is told to stop."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, TypeAlias

from django.core.handlers.wsgi import WSGIHandler
from waitress.server import create_server
from whitenoise import WhiteNoise

from osuma.catalog import settings, sign_ins, workspaces
from osuma.catalog.secret import secret_key
from osuma.engine.errors import Conflict, Words
from osuma.engine.marker import is_installation
from osuma.messaging.smtp import Server
from osuma.web import settings as web_settings
from osuma.web import working
from osuma.web.address import LOOPBACK, Reach
from osuma.web.guard import HEADERS
from osuma.web.mondays import mondays
from osuma.web.serving import Serving
from osuma.web.warming import warming
from osuma.web.watching import watching
from osuma.workflows.access.mailing import Post
from osuma.workflows.asking import forward
from osuma.workflows.asking.loading import load_workflows
from osuma.workflows.asking.owner import Busy, Owner, announce, hold, withdraw
from osuma.workflows.installation import upkeep

PORT = 8470
#: Each waits for what it was asked; who asks for what is there already finds a free one meanwhile.
THREADS = 32
#: Files are uploaded in one request; larger ones are imported from a folder.
BODY_BYTES = 4 * 1024 * 1024 * 1024
POLL_SECONDS = 0.1
THIS_MACHINE = Reach()

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application: TypeAlias = Callable[[Environ, StartResponse], Iterable[bytes]]
Stop: TypeAlias = socket.socket


def serve(
    folder: Path,
    port: int | None = None,
    ready: Callable[[str, str], None] = lambda *_: None,
    timeout: float = 60.0,
    reach: Reach = THIS_MACHINE,
    mail: Server | None = None,
) -> None:
    """Own the installation and answer until SIGINT or SIGTERM.

    ready: told the address and a link that signs in once, when it answers. Where the folder has no installation one
    is made, with a workspace that its first user names. port: None takes 8470, or any free one where that is taken.
    mail: by which server Osuma writes to its users; None: it does not.
    Conflict where an owner answers already, where the port is taken, or where a command does not end in `timeout`
    seconds.
    """
    if not is_installation(folder):
        upkeep.init(folder, catalog=os.environ.get(upkeep.NEW_CATALOG))
    with _held(folder, timeout) as owner, _stop_signals() as stop:
        load_workflows()
        owner.serve()
        for workspace in workspaces.list_():
            # Opening reconciles what an interrupted process left.
            _ = owner.session(workspace.slug).warehouse
        post = None if mail is None else Post(mail, reach.public)
        _answer(owner, port, ready, stop, reach, post)


def _answer(
    owner: Owner, port: int | None, ready: Callable[[str, str], None], stop: Stop, reach: Reach, post: Post | None
) -> None:
    folder = owner.installation.folder
    settings.add(SECRET_KEY=secret_key(folder), **web_settings.settings_of(reach))
    working.clear()
    sign_ins.clear()
    listener = _listener(reach.listen, port)
    address = announce(folder, LOOPBACK[0], listener.getsockname()[1], reach.public)
    serving = Serving(owner, address, reach, post)
    rounds = [watching(owner), warming(owner), *([] if post is None else [mondays(owner, post)])]
    server = create_server(
        _application(serving),
        sockets=[listener],
        threads=THREADS,
        ident=None,
        max_request_body_size=BODY_BYTES,
        clear_untrusted_proxy_headers=True,
        **_proxy(reach),
    )
    # Refused requests are answered; nobody reads a log of them, and a path may name a report.
    logging.getLogger("django").addHandler(logging.NullHandler())
    loop = threading.Thread(target=server.run, name="http", daemon=True)
    loop.start()
    for one in rounds:
        one.start()
    try:
        ready(reach.link(address.port, ""), serving.link())
        stop.recv(1)
    finally:
        withdraw(folder, address)
        for one in rounds:
            one.stop()
        serving.stop()
        server.task_dispatcher.shutdown()


def _application(serving: Serving) -> Application:
    django: Application = WhiteNoise(
        WSGIHandler(), root=str(web_settings.STATIC), prefix="static/", add_headers_function=_headers
    )

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        environ["osuma.serving"] = serving
        return django(environ, start_response)

    return application


def _headers(headers: Any, _path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        if name != "Cache-Control":
            headers[name] = value


@contextlib.contextmanager
def _held(folder: Path, timeout: float) -> Iterator[Owner]:
    deadline = time.monotonic() + timeout
    with contextlib.ExitStack() as stack:
        while True:
            try:
                owner = stack.enter_context(hold(folder))
                break
            except Busy:
                _refuse_second(folder)
                if time.monotonic() >= deadline:
                    raise
                time.sleep(POLL_SECONDS)
        yield owner


def _refuse_second(folder: Path) -> None:
    address = forward.live(folder)
    if address is not None:
        url = f"{address.base}/"
        raise Conflict(
            Words(
                fi=f"Osuma on jo käynnissä: {url} (prosessi {address.pid}).",
                en=f"Osuma is running already: {url} (process {address.pid}).",
            ),
            "already_serving",
        )


def _proxy(reach: Reach) -> dict[str, Any]:
    if reach.proxy is None:
        return {}
    return {"trusted_proxy": reach.proxy, "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-for"}}


def _listener(host: str, port: int | None) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, PORT if port is None else port))
    except OSError as problem:
        listener.close()
        if port is None:
            return _listener(host, 0)
        raise Conflict(
            Words(
                fi=f"Portti {port} on käytössä tai kielletty. Anna toinen (--port) tai jätä pois.",
                en=f"Port {port} is taken or not allowed. Give another (--port) or leave it out.",
            ),
            "port_taken",
        ) from problem
    return listener


@contextlib.contextmanager
def _stop_signals() -> Iterator[Stop]:
    """A socket that has a byte once SIGINT or SIGTERM came; a second one ends the process as without us."""
    # Python runs a handler between two of its own instructions: one that comes just before the main thread goes to
    # sleep would wait for the sleeper, and so would we. The byte is written at once, by whichever thread was hit.
    stop, told = socket.socketpair()
    told.setblocking(False)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask_to_stop(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, before[signal.Signals(number)])

    with stop, told:
        woken_before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
        for number in before:
            signal.signal(number, ask_to_stop)
        try:
            yield stop
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(woken_before)
