"""Modules stay under 300 lines and functions under 30: `make check` runs this."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("orchestrator", "knowledge", "prompts", "evals", "api", "tests")
MODULE, FUNCTION = 300, 30


def too_large() -> list[str]:
    found = []
    for path in sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT)
        if (lines := source.count("\n")) > MODULE:
            found.append(f"{name}: {lines} lines; the limit is {MODULE}")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > FUNCTION:
                    found.append(f"{name}:{node.lineno}: {node.name} has {length} lines; the limit is {FUNCTION}")
    return found


if __name__ == "__main__":
    problems = too_large()
    print("\n".join(problems) or "modules and functions are within bounds")
    sys.exit(bool(problems))
