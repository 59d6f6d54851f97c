#!/usr/bin/env python3
"""Runs NNEF graphs that tract tests itself with, and compares their outputs.

    tract_cases.py INGOT CASES SCRATCH

CASES holds a folder for each case, with graph.nnef or model.nnef.tgz. Where it has io.npz, the inputs and outputs in it
are tract's; where it has none, NumPy says what the outputs are (KNOWN below). `tract_cases.expected` says which cases
are refused, and why; all others must agree. A difference from it, either way, is a failure.
SPDX-License-Identifier: Apache-2.0
"""

import os
import struct
import subprocess
import sys

try:
    import numpy as np
except ImportError:
    np = None

TOLERANCE = 2e-5


def read_expected():
    """Case -> 'refused'."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tract_cases.expected")
    with open(path, encoding="utf-8") as lines:
        return dict(line.split(None, 1) for line in lines if line.strip() and not line.startswith("#"))


def read_dat(path):
    with open(path, "rb") as stream:
        raw = stream.read()
    (rank,) = struct.unpack_from("<I", raw, 8)
    return np.frombuffer(raw, "<f4", offset=128).reshape(struct.unpack_from(f"<{rank}I", raw, 12))


def windows(x, kernel, before, after, stride=1):
    """A correlation along the last axis."""
    x = np.pad(x, [(0, 0)] * (x.ndim - 1) + [(before, after)])
    return np.lib.stride_tricks.sliding_window_view(x, len(kernel), -1)[..., ::stride, :] @ np.asarray(
        kernel, "float32"
    )


def multi_delay(x):
    parts = [windows(x, [value] * count, 0, count - 1) for count, value in ((2, 0.5), (3, 0.3), (4, 0.25))]
    return np.where(parts[2] > 0, parts[0], parts[1])


def max_of_nine(x):
    padded = np.pad(x, [(0, 0), (0, 0), (1, 1), (1, 1)])
    return np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (2, 3)).max((4, 5))


def softmax(x):
    power = np.exp(x - x.max(-1, keepdims=True))
    return power / power.sum(-1, keepdims=True)


# Case -> shapes of the inputs, and the outputs for them and the case's folder.
KNOWN = {
    "conv-bias": ({"input": (1, 1, 3)}, lambda v, _: {"output": np.ones((1, 2, 1), "float32")}),
    "conv-then-shape-of-mask": (
        {"input": (1, 1, 8)},
        lambda v, _: {"output": windows(v["input"], [0.333, 0.333, 0.334], 2, 1, 2) + np.float32(0.0001)},
    ),
    "copy-identity": ({"input": (1, 4)}, lambda v, _: {"output": v["input"]}),
    "export-scan-state": (
        {"input": (5, 4)},
        lambda v, folder: {"output": np.cumsum(v["input"], 0) + read_dat(os.path.join(folder, "h0.dat"))},
    ),
    "gather-elements-last-axis": ({"data": (2, 3, 8)}, lambda v, _: {"mismatch": np.zeros((1, 1, 1), "float32")}),
    "parallel-matmul": (
        {
            "skew_a": (128, 768),
            "skew_b": (768, 768),
            "sq_a": (512, 512),
            "sq_b": (512, 512),
            "thin_a": (1024, 256),
            "thin_b": (256, 128),
            "batch_a": (4, 256, 256),
            "batch_b": (4, 256, 384),
        },
        lambda v, _: {name: v[name + "_a"] @ v[name + "_b"] for name in ("skew", "sq", "thin", "batch")},
    ),
    "pool-padding": ({"input": (1, 1, 3, 3)}, lambda v, _: {"output": max_of_nine(v["input"])}),
    "pulse-sync-inputs-multi-delay": ({"input": (1, 1, 9)}, lambda v, _: {"output": multi_delay(v["input"])}),
    "range-slice-dyn-tile": ({"input_0": (2, 3), "input_1": (1, 4, 5, 3)}, lambda v, _: {"output_0": (3, 9)}),
    "reshape_with_bc": ({"a": (3, 2)}, lambda v, _: {"o": v["a"] * 2}),
    "scan-body-stream-drift": ({"input": (5, 4)}, lambda v, _: {"output": v["input"]}),
    "slice-of-static-with-streaming-size": (
        {"input": (6, 1)},
        lambda v, _: {"output": v["input"] + np.float32(0.0001)},
    ),
    "softmax/softmax-change-axis": ({"input": (2, 1, 3)}, lambda v, _: {"output": softmax(v["input"])}),
    "softmax/softmax-change-axis-1": ({"input": (2, 1, 3)}, lambda v, _: {"output": softmax(v["input"])}),
    "tdim-cmp": ({"input_0": (1, 6)}, lambda v, _: {"v90": np.ones(6, bool)}),
    "tile-with-tdim": ({"input_0": (2, 3, 4)}, lambda v, _: {"output_0": np.zeros((3, 3), "float32")}),
}
INTEGERS = {("tdim-cmp", "input_0")}
# Sizes that a model fits together for only: tract refuses it for others as well.
DIMS = {"sdpa/simple-grouped-query-att-f32": ["S=1"]}


def find_cases(root):
    """Label and model of every case."""
    for folder, _, files in sorted(os.walk(root)):
        label = os.path.relpath(folder, root)
        if "expected" in label.split(os.sep):
            continue
        if "graph.nnef" in files:
            yield label, folder
        elif "model.nnef.tgz" in files:
            yield label, os.path.join(folder, "model.nnef.tgz")


def load(label, folder):
    """Inputs and outputs of a case; an output that is a tuple is a shape."""
    path = os.path.join(folder, "io.npz")
    if not os.path.exists(path):
        shapes, outputs = KNOWN[label]
        random = np.random.default_rng(0)
        inputs = {name: random.uniform(-1, 1, shape).astype("float32") for name, shape in shapes.items()}
        inputs = {name: value.astype("int64") if (label, name) in INTEGERS else value for name, value in inputs.items()}
        return inputs, outputs(inputs, folder)
    stored = dict(np.load(path))
    with (
        open(path.replace("io.npz", "graph.nnef"), encoding="utf-8")
        if os.path.exists(path.replace("io.npz", "graph.nnef"))
        else os.popen(f"tar -xzOf {folder}/model.nnef.tgz graph.nnef")
    ) as stream:
        text = stream.read()
    head = text[text.rindex("graph ") :]
    names = head[head.index("(") + 1 : head.index(")")].replace(" ", "").split(",")
    return (
        {name: stored[name] for name in names},
        {name: value for name, value in stored.items() if name not in names},
    )


def tool(arguments):
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def compare(found, outputs):
    """Empty where the outputs agree."""
    for name, wanted in outputs.items():
        value = found[name]
        if isinstance(wanted, tuple):
            if value.shape != wanted:
                return f"{name} has shape {value.shape}, expected {wanted}"
            continue
        if value.shape != wanted.shape or value.dtype != wanted.dtype:
            return f"{name} is {value.dtype}{value.shape}, expected {wanted.dtype}{wanted.shape}"
        difference = np.abs(value.astype("float64") - wanted.astype("float64"))
        if difference.max(initial=0) > TOLERANCE * max(1, np.abs(wanted.astype("float64")).max(initial=0)):
            return f"{name} is {difference.max()} off"
    return ""


def check(ingot, label, model, scratch):
    """'agrees', 'refused: why' or 'differs: how'."""
    folder = model if os.path.isdir(model) else os.path.dirname(model)
    artefact, given, taken = (os.path.join(scratch, name) for name in ("case.so", "in.npz", "out.npz"))
    dims = [part for each in DIMS.get(label, []) for part in ("--dim", each)]
    status, text = tool([ingot, "compile", model, "--name", "model", "-o", artefact, *dims])
    if status == 1:
        return "refused: " + text
    if status != 0:
        return f"differs: the compiler ended with {status}: {text}"
    inputs, outputs = load(label, folder)
    np.savez(given, **inputs)
    status, text = tool([ingot, "run", artefact, "--inputs", given, "-o", taken])
    problem = text if status else compare(np.load(taken), outputs)
    return "differs: " + problem if problem else "agrees"


def main():
    ingot, root, scratch = sys.argv[1:4]
    if np is None or not os.path.isdir(root):
        print("skipped: " + ("numpy is missing" if np is None else "no cases of tract are beside the checkout"))
        print("0 passed, 0 failed, 1 skipped")
        return 0
    os.makedirs(scratch, exist_ok=True)
    expected, passed, failed, agreed = read_expected(), 0, 0, 0
    for label, model in find_cases(root):
        wanted = expected.get(label, "agrees").split(":")[0].strip()
        result = check(ingot, label, model, scratch)
        good = result.split(":")[0] == wanted
        passed, failed, agreed = passed + good, failed + (not good), agreed + (result == "agrees")
        print(
            f"{'ok  ' if good else 'FAIL'} {label}: {result}" + ("" if good else f" (expected: {wanted})"), flush=True
        )
    print(f"{agreed} of {passed + failed} cases agree")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
