#!/usr/bin/env python3
"""Runs streaming models step by step, the state carried from outputs to inputs by hand, and compares with stored outputs.

    streams.py INGOT INGOT_RUN MODELS SCRATCH

MODELS holds onnx/NAME.onnx and golden_stream/NAME/meta.json: the input of all steps, what is constant, which output is
which input of the next step, and the outputs of all steps or of the last. A model is compiled once; every step is a run
of INGOT_RUN, which has the runtime only. Without such a folder, or without NumPy, the test counts as skipped.
SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import subprocess
import sys

try:
    import numpy as np
except ImportError:
    np = None

ABSOLUTE, RELATIVE = 1e-4, 1e-3


class Failure(Exception):
    """What went wrong, as text."""


def call(*arguments):
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"{os.path.basename(arguments[0])} ended with {done.returncode}: {done.stderr.strip()[-300:]}")


class Stream:
    """One model, its stored stream, and a folder for the tensors of a step."""

    def __init__(self, folder, scratch):
        with open(os.path.join(folder, "meta.json"), encoding="utf-8") as meta:
            self.described = json.load(meta)
        self.folder, self.scratch = folder, scratch

    def read(self, file, dims):
        return np.fromfile(os.path.join(self.folder, file), dtype=np.float32).reshape(dims)

    def save(self, name, array):
        np.save(os.path.join(self.scratch, "in", name + ".npy"), array)

    def step(self, runner, artefact, inputs):
        """Outputs by name."""
        for name, array in inputs.items():
            self.save(name, array)
        given = [f"--input={name}={os.path.join(self.scratch, 'in', name)}.npy" for name in inputs]
        output = os.path.join(self.scratch, "out")
        call(runner, artefact, *given, "--output-dir", output)
        return {file[:-4]: np.load(os.path.join(output, file)) for file in os.listdir(output)}

    def run(self, runner, artefact):
        """Compares all steps; raises where one differs."""
        described = self.described
        steps, sizes = described["steps"], described["input"]["dims_per_step"]
        data = self.read("x.bin", [steps, *sizes])
        state = {name: np.zeros(dims, np.float32) for name, (_, dims) in described["state"].items()}
        constants = {name: np.array(value, np.int64) for name, value in described["const"].items()}
        expected = {name: self.read(output["file"], [output["count"], *output["dims"]])
                    for name, output in described["outputs"].items()}
        for number in range(steps):
            outputs = self.step(runner, artefact, {described["input"]["name"]: data[number], **constants, **state})
            state = {name: outputs[source] for name, (source, _) in described["state"].items()}
            for name, output in described["outputs"].items():
                if not output["final_state_only"] or number == steps - 1:
                    wanted = expected[name][0 if output["final_state_only"] else number]
                    compare(f"step {number}, output '{name}'", outputs[name], wanted)
        return steps


def compare(what, got, wanted):
    if got.shape != wanted.shape:
        raise Failure(f"{what}: expected shape {wanted.shape}, got {got.shape}")
    wrong = ~(np.abs(got - wanted) <= ABSOLUTE + RELATIVE * np.abs(wanted))
    if wrong.any():
        place = tuple(int(index) for index in np.argwhere(wrong)[0])
        raise Failure(f"{what}: {wrong.sum()} of {wrong.size} differ, first at {place}: expected {wanted[place]}, got {got[place]}")


def main():
    ingot, runner, root, scratch = sys.argv[1:5]
    streams = os.path.join(root, "golden_stream")
    if np is None or not os.path.isdir(streams):
        print("skipped: " + ("numpy is missing" if np is None else "no stored streams are beside the checkout"))
        print("0 passed, 0 failed, 1 skipped")
        return 0
    passed = failed = 0
    for name in sorted(os.listdir(streams)):
        folder = os.path.join(scratch, name)
        for part in ("in", "out"):
            os.makedirs(os.path.join(folder, part), exist_ok=True)
        artefact = os.path.join(folder, "model.so")
        try:
            call(ingot, "compile", os.path.join(root, "onnx", name + ".onnx"), "--name", "model", "-o", artefact)
            text = f"{Stream(os.path.join(streams, name), folder).run(runner, artefact)} steps agree"
            passed += 1
        except Failure as problem:
            text = f"FAIL: {problem}"
            failed += 1
        print(f"{name}: {text}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
