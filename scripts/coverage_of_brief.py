"""Prints every clause of the acceptance scenarios: asserted by which test, or missing and why.

The clauses are in tests/acceptance/clauses.yaml. A test asserts a clause by naming it, as in `# S19.2`, inside its
body; a name in a docstring or at module level does not count.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"\bS\d\d\.\d+\b")


def named_in(path: Path) -> dict[str, list[str]]:
    """clause → tests of this file whose bodies name it in a comment and hold an assertion."""
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    found: dict[str, list[str]] = {}
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test"):
            continue
        if not any(isinstance(inner, ast.Assert | ast.With) for inner in ast.walk(node)):
            continue
        body = lines[node.lineno : node.end_lineno]
        for line in body:
            _, _, comment = line.partition("#")
            for clause in NAMED.findall(comment):
                found.setdefault(clause, []).append(f"{path.relative_to(ROOT)}::{node.name}")
    return found


def asserted() -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for clause, tests in named_in(path).items():
            result.setdefault(clause, []).extend(dict.fromkeys(tests))
    return result


def main() -> int:
    scenarios = yaml.safe_load((ROOT / "tests" / "acceptance" / "clauses.yaml").read_text(encoding="utf-8"))
    tests = asserted()
    known = {f"{s}.{n}" for s, scenario in scenarios.items() for n in range(1, len(scenario["clauses"]) + 1)}
    covered = 0
    for name, scenario in scenarios.items():
        print(f"{name} {scenario['title']}")
        for number, clause in enumerate(scenario["clauses"], start=1):
            key = f"{name}.{number}"
            text, why = (clause["what"], clause.get("missing")) if isinstance(clause, dict) else (clause, None)
            by = tests.get(key)
            covered += bool(by)
            state = "asserted by " + ", ".join(by) if by else f"missing: {why or scenario.get('missing', 'no test')}"
            print(f"  {key} {text}\n      {state}")
    print(f"\n{covered} of {len(known)} clauses asserted")
    unknown = sorted(set(tests) - known)
    for key in unknown:
        print(f"{key} is named by {', '.join(tests[key])} and is no clause of tests/acceptance/clauses.yaml")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
