"""What `pip install osuma` puts on one machine: megabytes per package, extras and development left out."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from installed import closure


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
