"""Osuma for a machine without Python: a folder that holds its own, packed for the system it is run on.

python scripts/archive.py [FOLDER]        leaves osuma-VERSION-SYSTEM-MACHINE.tar.gz (.zip on Windows) in dist/
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

from installed import closure

ROOT = Path(__file__).resolve().parent.parent
#: Not Spark (needs Java) and not the notebook's pictures (whoever opens a notebook has Python).
EXTRAS = frozenset({"demo", "identity", "slides", "postgres", "clickhouse"})
STARTERS = {"Linux": "start.sh", "Darwin": "start.command", "Windows": "start.bat"}
LICENCES = ("LICEN", "COPYING", "NOTICE", "COPYRIGHT")


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    work = ROOT / "build" / "archive"
    shutil.rmtree(work, ignore_errors=True)
    kept = closure("osuma", EXTRAS)
    folder = frozen(work, kept)
    starter = ROOT / "packaging" / STARTERS[platform.system()]
    shutil.copy(starter, folder)
    licences(folder / "licences", kept)
    name = f"osuma-{metadata.version('osuma')}-{platform.system().lower()}-{platform.machine().lower()}"
    kind = "zip" if platform.system() == "Windows" else "gztar"
    target.mkdir(parents=True, exist_ok=True)
    packed = Path(shutil.make_archive(str(target / name), kind, folder.parent, folder.name))
    print(f"{packed}: {packed.stat().st_size / 1e6:.0f} MB, {len(kept)} packages")


def frozen(work: Path, kept: set[str]) -> Path:
    """The folder `osuma` with the interpreter, the packages and the program."""
    tops = _tops()
    wanted = ["osuma", *sorted(top for top, owners in tops.items() if owners & kept and top != "osuma")]
    others = sorted(top for top, owners in tops.items() if not owners & kept and top != "osuma")
    options = [
        *(f"--collect-all={top}" for top in wanted),
        *(f"--copy-metadata={name}" for name in sorted(kept)),
        *(f"--exclude-module={top}" for top in [*others, "tkinter"]),
    ]
    command = [
        sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=ERROR", "--onedir", "--name=osuma",
        f"--distpath={work}", f"--workpath={work / 'work'}", f"--specpath={work}", *options,
        str(ROOT / "packaging" / "program.py"),
    ]  # fmt: skip
    subprocess.run(command, check=True)
    return work / "osuma"


def _tops() -> dict[str, set[str]]:
    """The packages that can be imported, each with the distributions that bring it."""
    found = metadata.packages_distributions()
    return {top: {name.lower().replace("_", "-").replace(".", "-") for name in names}
            for top, names in found.items() if top.isidentifier() and top not in sys.stdlib_module_names}  # fmt: skip


def licences(folder: Path, kept: set[str]) -> None:
    """The licence of everything that is passed on, Python's own among them."""
    for name in sorted(kept):
        for file in metadata.files(name) or []:
            if file.name.upper().startswith(LICENCES):
                source = Path(str(file.locate()))
                place = folder / name / "-".join(part for part in file.parts[-2:] if not part.endswith("-info"))
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, place)
    own = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if own.is_file():
        shutil.copy(own, folder / "python.txt")


if __name__ == "__main__":
    main()
