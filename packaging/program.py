"""The one program of the archive: `osuma`, and the modules that Osuma starts as processes of their own."""

from __future__ import annotations

import runpy
import sys

if __name__ == "__main__":
    if sys.argv[1:2] == ["-m"]:
        _, _, module, *arguments = sys.argv
        sys.argv = [module, *arguments]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    else:
        from osuma.cli.main import run

        run()
