"""Checks that every stage of Stages.def has its folder, and that folders, build and docs know no other stage.

Argument: the root of the source tree. Prints what is missing, one line each.
"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
stages = re.findall(r"^INGOT_STAGE\((\w+),", (root / "compiler/Stages.def").read_text(), re.MULTILINE)
problems = [] if stages else ["Stages.def lists no stage"]

for stage in stages:
    for name in ("README.md", "Passes.td", "Passes.h", "Pipeline.cpp", "Contract.cpp", "CMakeLists.txt"):
        if not (root / "passes" / stage / name).is_file():
            problems.append(f"passes/{stage}/{name} is missing")
    if not list((root / "test/passes" / stage).glob("*.mlir")):
        problems.append(f"test/passes/{stage} has no test")

folders = sorted(path.name for path in (root / "passes").iterdir() if path.is_dir())
problems += [f"passes/{name} is no stage of Stages.def" for name in folders if name not in stages]

build = (root / "passes/CMakeLists.txt").read_text()
positions = [match.start() if (match := re.search(rf"\b{stage}\b", build)) else -1 for stage in stages]
if -1 in positions or positions != sorted(positions):
    problems.append("passes/CMakeLists.txt does not list the stages in the order of Stages.def")

for stage in stages:
    for definition in re.findall(r'Pass<"ingot-([\w-]+)"', (root / "passes" / stage / "Passes.td").read_text()):
        if not definition.startswith("verify-") and not (root / "test/passes" / stage / f"{definition}.mlir").is_file():
            problems.append(f"pass ingot-{definition} has no test test/passes/{stage}/{definition}.mlir")

print("\n".join(problems) if problems else f"{len(stages)} stages agree")
sys.exit(1 if problems else 0)
