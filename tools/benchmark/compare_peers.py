#!/usr/bin/env python3
"""Times compiled models against ONNX Runtime, and tract where it is installed, on one thread; prints a Markdown table.

All run the same inputs in turns: a round is a burst of each, so that a slow moment of the machine hits all of them.
Reported are the medians of the bursts' medians and their ratio.

    build/venv/bin/python tools/benchmark/compare_peers.py --ingot build/bin/ingot MODEL.onnx ...

A directory beside a model named as it, `golden/MODEL/meta.json`, gives inputs; without it they are random.
SPDX-License-Identifier: Apache-2.0
"""
import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import onnxruntime

try:
    import tract
except ImportError:
    tract = None

DTYPES = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(int64)": np.int64,
          "tensor(int32)": np.int32, "tensor(uint8)": np.uint8, "tensor(int8)": np.int8, "tensor(bool)": np.bool_}


def cpu_name():
    """The processor's name, as the kernel tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            for line in info:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor()


def make_inputs(session, model):
    """Inputs of a golden folder, or random ones; an unknown size is 1."""
    name = os.path.splitext(os.path.basename(model))[0]
    folder = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(model))), "golden", name)
    if os.path.exists(os.path.join(folder, "meta.json")):
        with open(os.path.join(folder, "meta.json"), encoding="utf-8") as meta:
            described = json.load(meta)["inputs"]
        return {tensor["name"]: np.fromfile(os.path.join(folder, tensor["file"]), dtype=tensor["type"])
                .reshape(tensor["dims"]) for tensor in described}
    random = np.random.default_rng(0)
    inputs = {}
    for value in session.get_inputs():
        shape = [size if isinstance(size, int) else 1 for size in value.shape]
        dtype = DTYPES[value.type]
        floats = np.issubdtype(dtype, np.floating)
        inputs[value.name] = (random.uniform(-1, 1, shape) if floats else random.integers(0, 2, shape)).astype(dtype)
    return inputs


def load_onnxruntime(model):
    """A session on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def load_tract(model, inputs):
    """A function that runs the model in tract for inputs of these shapes; None where tract is absent or refuses it."""
    if tract is None:
        return None
    try:
        inference = tract.onnx().load(model)
        values = [inputs[inference.input_name(number)] for number in range(inference.input_count())]
        for number, value in enumerate(values):
            kind = {"f": "f", "i": "i", "u": "u"}[value.dtype.kind] + str(value.dtype.itemsize * 8)
            inference.set_input_fact(number, ",".join([*map(str, value.shape), kind]))
        runnable = inference.into_model().into_runnable()
        runnable.run(values)
        return lambda: runnable.run(values)
    except Exception:  # whatever tract says of a model that it cannot load
        return None


def burst(run, seconds):
    """Median time of at least 5 runs within `seconds`."""
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 5:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def measure(ingot, model, rounds, seconds):
    """Median seconds of Ingot, ONNX Runtime and tract (or None), and the seconds to compile."""
    session = load_onnxruntime(model)
    inputs = make_inputs(session, model)
    run_tract = load_tract(model, inputs)
    with tempfile.TemporaryDirectory() as folder:
        artefact = os.path.join(folder, "model.so")
        tensors = os.path.join(folder, "inputs.npz")
        np.savez(tensors, **inputs)
        start = time.perf_counter()
        subprocess.run([ingot, "compile", model, "-o", artefact], check=True, capture_output=True)
        compile_seconds = time.perf_counter() - start
        session.run(None, inputs)
        ours, theirs, tracts = [], [], []
        for _ in range(rounds):
            command = [ingot, "bench", artefact, "--inputs", tensors, "--json", "--min-time", str(seconds)]
            report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            ours.append(json.loads(report)["median_seconds"])
            theirs.append(burst(lambda: session.run(None, inputs), seconds))
            if run_tract:
                tracts.append(burst(run_tract, seconds))
    third = statistics.median(tracts) if tracts else None
    return statistics.median(ours), statistics.median(theirs), third, compile_seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", help="ONNX files")
    parser.add_argument("--ingot", default="build/bin/ingot", help="the ingot tool")
    parser.add_argument("--rounds", type=int, default=7, help="bursts of each side")
    parser.add_argument("--seconds", type=float, default=0.4, help="length of a burst")
    parser.add_argument("--limit", type=float, help="exit with 1 when a ratio is above this")
    arguments = parser.parse_args()
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[0]})  # children inherit it
    print(f"{cpu_name()}, one thread, {datetime.date.today()}, ONNX Runtime {onnxruntime.__version__}\n")
    print("| model | Ingot (ms) | ONNX Runtime (ms) | tract (ms) | Ingot / ONNX Runtime | compile (s) |")
    print("|---|---:|---:|---:|---:|---:|")
    worst = 0.0
    for model in arguments.models:
        ours, theirs, third, seconds = measure(arguments.ingot, model, arguments.rounds, arguments.seconds)
        worst = max(worst, ours / theirs)
        name = os.path.splitext(os.path.basename(model))[0]
        other = f"{third * 1e3:.3f}" if third else "-"
        print(f"| {name} | {ours * 1e3:.3f} | {theirs * 1e3:.3f} | {other} | {ours / theirs:.2f} | {seconds:.1f} |",
              flush=True)
    return 1 if arguments.limit and worst > arguments.limit else 0


if __name__ == "__main__":
    sys.exit(main())
