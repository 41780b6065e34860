"""The logo of the company, or of the client, on what is shown to others."""

from __future__ import annotations

import base64
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Refused, Words
from osuma.workflows.asking.verbs import verb

if TYPE_CHECKING:
    from osuma.catalog.workspaces import Workspace
    from osuma.workflows.asking.session import Session

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
MOST_BYTES = 1_000_000
#: Pixels along a side: what is larger is no logo, and opening it could take all the memory there is.
LONGEST = 4000
#: Where the size of a JPEG is: the markers that begin a frame.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@verb("logo.keep", writes=True)
def keep(session: Session, file: str | None = None) -> dict[str, Any]:
    """Keep a logo: PNG or JPEG by its first bytes, at most 1 MB and 4,000 pixels a side; without a file none.

    Refused for anything else. SVG is not taken: it may hold scripts and addresses.
    """
    from osuma.catalog import audit
    from osuma.catalog.modes import private_folder, write_whole

    ending, content = "", b""
    if file is not None:
        with Path(file).open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
        ending = _ending(content)
    for old in _places(session.workspace):
        old.unlink(missing_ok=True)
    if content:
        write_whole(private_folder(session.workspace.reports) / f"logo{ending}", content)
    audit.record(session.workspace, session.who, "logo.keep", {"bytes": len(content)})
    return {"logo": bool(content)}


def logo(workspace: Workspace) -> Path | None:
    """The logo; None where there is none."""
    return next((file for file in _places(workspace) if file.is_file() and not file.is_symlink()), None)


def data_address(workspace: Workspace) -> str | None:
    """The logo within an address, for a file that needs no other; None where there is none."""
    found = logo(workspace)
    if found is None:
        return None
    kind = "png" if found.suffix == ".png" else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(found.read_bytes()).decode()}"


def _places(workspace: Workspace) -> tuple[Path, ...]:
    return tuple(workspace.reports / f"logo{ending}" for ending in (".png", ".jpg"))


def _ending(content: bytes) -> str:
    """By what the file begins with, whatever it is called."""
    if len(content) > MOST_BYTES:
        raise _refused("too_large", "Logo saa olla enintään 1 Mt.", "A logo may be 1 MB at most.")
    for mark, ending, size in ((PNG, ".png", _png_size), (JPEG, ".jpg", _jpeg_size)):
        if content.startswith(mark):
            wide, high = size(content)
            if 0 < wide <= LONGEST and 0 < high <= LONGEST:
                return ending
            raise _refused(
                "bad_size",
                f"Kuva ei aukea, tai sen sivu on yli {LONGEST} kuvapistettä.",
                f"The picture does not open, or a side of it is over {LONGEST} pixels.",
            )
    raise _refused(
        "bad_logo",
        "Logo on PNG- tai JPEG-kuva. SVG-kuvaa ei oteta, koska siinä voi olla ohjelmia: tallenna se PNG:nä.",
        "A logo is a PNG or JPEG. SVG is not taken, for it may hold programs: save it as PNG.",
    )


def _png_size(content: bytes) -> tuple[int, int]:
    """0, 0 where the chunks do not follow one another to the end."""
    at, names = len(PNG), []
    while at + 12 <= len(content):
        length, name = struct.unpack(">I4s", content[at : at + 8])
        names.append(name)
        at += 12 + length
    if not names or names[0] != b"IHDR" or names[-1] != b"IEND" or b"IDAT" not in names or at != len(content):
        return 0, 0
    wide, high = struct.unpack(">II", content[16:24])
    return int(wide), int(high)


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """0, 0 where no frame is found."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if marker in _FRAMES:
            high, wide = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(wide), int(high)
        at += 2 + length
    return 0, 0


def _refused(code: str, fi: str, en: str) -> Refused:
    return Refused([Mistake("logo", code, Words(fi, en))])
