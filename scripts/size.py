"""What `pip install osuma` puts on one machine: megabytes per package, extras and development left out."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path


def closure(name: str) -> set[str]:
    """The package and everything it needs without extras, by normalised name."""
    seen: set[str] = set()
    todo = [name]
    while todo:
        current = re.sub(r"[-_.]+", "-", todo.pop()).lower()
        if current in seen:
            continue
        try:
            requires = metadata.requires(current) or []
        except metadata.PackageNotFoundError:
            continue
        seen.add(current)
        for line in requires:
            _, _, marker = line.partition(";")
            if "extra" not in marker and not _excluded(marker):
                todo.append(re.split(r"[\s<>=!~\[;(]", line, maxsplit=1)[0])
    return seen


def _excluded(marker: str) -> bool:
    return any(word in marker for word in ("win32", "Windows", "emscripten", "PyPy", "pypy"))


def megabytes(name: str) -> float:
    files = metadata.files(name) or []
    paths = (Path(str(file.locate())) for file in files)
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def main() -> None:
    sizes = sorted(((megabytes(name), name) for name in closure("osuma")), reverse=True)
    for size, name in sizes:
        print(f"{size:8.1f} MB  {name} {metadata.version(name)}")
    print(f"{sum(size for size, _ in sizes):8.1f} MB  in {len(sizes)} packages")


if __name__ == "__main__":
    main()
