#!/usr/bin/env python3
"""Compiles published models and compares their outputs with stored ones.

    models.py INGOT MODELS SCRATCH

MODELS holds onnx/NAME.onnx, llm/NAME.onnx or nnef/NAME, and golden/NAME/meta.json with the inputs and outputs of NAME.
Without such a folder nothing can be compared: the reason is printed and one test counts as skipped. `models.expected`
says which models are refused so far, skipped, or agree with a wider tolerance, and why; all others must agree. A
difference from it, either way, is a failure. `golden=NAME` takes the stored outputs of another model, and
`inputs=0,1,...` says which stored input each input of the model is, converted to its type and shape; outputs then go by
their order.
Where onnxruntime is installed, models whose first axis has a name also run at batches 2 and 7 from the same artefact.
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
try:
    import onnxruntime
except ImportError:
    onnxruntime = None

BATCHES = (2, 7)


def read_expected():
    """Model -> its words: 'agrees [absolute tolerance] [golden=NAME] [inputs=0,1,...]', 'refused' or 'skipped'."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "models.expected")
    with open(path, encoding="utf-8") as lines:
        words = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return {line[0]: line[1:] for line in words}


def read_tensors(folder, described):
    """The arrays of a meta.json list, by name."""
    return {tensor["name"]: np.fromfile(os.path.join(folder, tensor["file"]), dtype=tensor["type"])
            .reshape(tensor["dims"]) for tensor in described}


def run(arguments):
    """Exit status and the last lines of what was said."""
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    return done.returncode, "\n".join((done.stdout + done.stderr).strip().splitlines()[-3:])


def compare(ingot, artefact, inputs, outputs, scratch, tolerance="1e-4"):
    """Empty where the artefact gives `outputs` for `inputs`, else what differs."""
    given, wanted = os.path.join(scratch, "inputs.npz"), os.path.join(scratch, "outputs.npz")
    np.savez(given, **inputs)
    np.savez(wanted, **outputs)
    status, text = run([ingot, "compare", artefact, "--inputs", given, "--expected", wanted, "--atol", tolerance,
                        "--rtol", "1e-3"])
    return "" if status == 0 else text


def by_order(ingot, artefact, described, inputs, outputs, order):
    """Stored tensors under the names that the artefact has for them."""
    done = subprocess.run([ingot, "inspect", artefact, "--json"], capture_output=True, text=True, check=True)
    interface = json.loads(done.stdout)
    stored = [inputs[tensor["name"]] for tensor in described["inputs"]]
    given = {own["name"]: stored[int(index)].astype(own["dtype"]).reshape(own["dims"])
             for own, index in zip(interface["inputs"], order)}
    wanted = {own["name"]: outputs[tensor["name"]].reshape(own["dims"])
              for own, tensor in zip(interface["outputs"], described["outputs"])}
    assert len(given) == len(interface["inputs"]) and len(wanted) == len(interface["outputs"])
    return given, wanted


def compare_batches(ingot, model, artefact, inputs, scratch, tolerance):
    """The same artefact at other batches, against ONNX Runtime; empty where it agrees or has a fixed batch."""
    if onnxruntime is None or not model.endswith(".onnx"):
        return ""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    shapes = [value.shape for value in session.get_inputs()]
    if len(shapes) != 1 or not shapes[0] or not isinstance(shapes[0][0], str) or inputs_are_small(inputs):
        return ""
    random = np.random.default_rng(0)
    name, value = next(iter(inputs.items()))
    for batch in BATCHES:
        rows = np.concatenate([value] * batch)
        flat = rows.reshape(-1)
        random.shuffle(flat)
        batched = {name: flat.reshape(rows.shape)}
        wanted = dict(zip([output.name for output in session.get_outputs()], session.run(None, batched)))
        problem = compare(ingot, artefact, batched, wanted, scratch, tolerance)
        if problem:
            return f"batch {batch}: {problem}"
    return ""


def inputs_are_small(inputs):
    """A scalar input has no rows to repeat."""
    return any(value.ndim < 2 for value in inputs.values())


def check(ingot, model, golden, scratch, tolerance, order=None):
    """'agrees', 'refused: why' or 'differs: how'."""
    with open(os.path.join(golden, "meta.json"), encoding="utf-8") as meta:
        described = json.load(meta)
    artefact = os.path.join(scratch, "model.so")
    status, text = run([ingot, "compile", model, "--name", "model", "-o", artefact])
    if status == 1:
        return "refused: " + text
    if status != 0:
        return f"differs: the compiler ended with {status}: {text}"
    inputs = read_tensors(golden, described["inputs"])
    outputs = read_tensors(golden, described["outputs"])
    if order:
        inputs, outputs = by_order(ingot, artefact, described, inputs, outputs, order)
    problem = compare(ingot, artefact, inputs, outputs, scratch, tolerance)
    problem = problem or compare_batches(ingot, model, artefact, inputs, scratch, tolerance)
    return "differs: " + problem if problem else "agrees"


def find_models(root, expected):
    """(label, model, golden folder) of every model with stored outputs."""
    for name in sorted(os.listdir(os.path.join(root, "golden"))):
        golden = os.path.join(root, "golden", name)
        for label, path in ((name, f"onnx/{name}.onnx"), (name, f"llm/{name}.onnx"), ("nnef/" + name, f"nnef/{name}")):
            if os.path.exists(os.path.join(root, path)):
                yield label, os.path.join(root, path), golden
    for label, words in expected.items():
        for word in words:
            if word.startswith("golden=") and os.path.exists(os.path.join(root, label)):
                yield label, os.path.join(root, label), os.path.join(root, "golden", word[len("golden="):])


def main():
    ingot, root, scratch = sys.argv[1:4]
    if np is None or not os.path.isdir(os.path.join(root, "golden")):
        print("skipped: " + ("numpy is missing" if np is None else "no models with stored outputs are beside the checkout"))
        print("0 passed, 0 failed, 1 skipped")
        return 0
    os.makedirs(scratch, exist_ok=True)
    expected, passed, failed, skipped = read_expected(), 0, 0, 0
    for label, model, golden in find_models(root, expected):
        wanted, *rest = expected.get(label, ["agrees"])
        if wanted == "skipped":
            skipped += 1
            continue
        options = dict(word.split("=") for word in rest if "=" in word)
        tolerance = [word for word in rest if "=" not in word] or ["1e-4"]
        order = options["inputs"].split(",") if "inputs" in options else None
        result = check(ingot, model, golden, scratch, tolerance[0], order)
        good = result.split(":")[0] == wanted
        passed, failed = passed + good, failed + (not good)
        print(f"{'ok  ' if good else 'FAIL'} {label}: {result}" + ("" if good else f" (expected: {wanted})"), flush=True)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
