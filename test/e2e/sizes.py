#!/usr/bin/env python3
"""Runs models with named sizes at several sizes, each from one artefact, and compares with ONNX Runtime.

    sizes.py INGOT MODELS SCRATCH [NAME]

MODELS holds onnx/NAME.onnx or llm/NAME.onnx; the table below says at which sizes each runs. Inputs come from one seed.
Without the models or onnxruntime the test counts as skipped. SPDX-License-Identifier: Apache-2.0
"""
import os
import subprocess
import sys

try:
    import numpy as np
    import onnxruntime
except ImportError:
    onnxruntime = None

ABSOLUTE, RELATIVE = 1e-4, 1e-3


def pixels(*shape):
    """An image that a network was not trained for, but of the range that it was."""
    return lambda random: {"x": random.uniform(-1, 1, shape).astype(np.float32)}


def speech(random, batch, samples):
    """A tone with noise, as loud as speech is."""
    time = np.arange(samples) / 16000
    tone = 0.3 * np.sin(2 * np.pi * random.uniform(100, 400, (batch, 1)) * time)
    return (tone + random.normal(0, 0.05, (batch, samples))).astype(np.float32)


def silero5(batch, samples, rate):
    return lambda random: {"input": speech(random, batch, samples), "sr": np.array(rate, np.int64),
                           "state": random.normal(0, 0.3, (2, batch, 128)).astype(np.float32)}


def silero4(batch, samples, rate):
    def make(random):
        states = {name: random.normal(0, 0.3, (2, batch, 64)).astype(np.float32) for name in ("h", "c")}
        return {"input": speech(random, batch, samples), "sr": np.array(rate, np.int64), **states}
    return make


def pitch(batch):
    return lambda random: {"serving_default_input_2:0": speech(random, batch, 43844)[..., None]}


def file_bytes(batch):
    return lambda random: {"bytes": random.integers(0, 257, (batch, 2048)).astype(np.int32)}


def wake_word(batch):
    return lambda random: {"net_input": random.normal(0, 1, (batch, 29, 13)).astype(np.float32)}


def story(batch, sequence, past):
    def make(random):
        names = [f"past_key_values.{layer}.{kind}" for layer in range(5) for kind in ("key", "value")]
        cache = {name: random.normal(0, 0.5, (batch, 4, past, 8)).astype(np.float32) for name in names}
        positions = np.broadcast_to(np.arange(past, past + sequence), (batch, sequence))
        return {"input_ids": random.integers(0, 512, (batch, sequence)), "position_ids": positions, **cache}
    return make


MODELS = {
    "ch_PP-OCRv4_det_infer": {"1x320x320": pixels(1, 3, 320, 320), "2x64x96": pixels(2, 3, 64, 96),
                              "1x160x256": pixels(1, 3, 160, 256)},
    "ch_PP-OCRv4_rec_infer": {"1x320": pixels(1, 3, 48, 320), "2x100": pixels(2, 3, 48, 100), "3x48": pixels(3, 3, 48, 48)},
    "ch_ppocr_mobile_v2.0_cls_infer": {"1x48x192": pixels(1, 3, 48, 192), "2x48x100": pixels(2, 3, 48, 100),
                                       "3x64x80": pixels(3, 3, 64, 80)},
    "silero_vad_v5": {"1x576 16k": silero5(1, 576, 16000), "2x512 16k": silero5(2, 512, 16000),
                      "1x288 8k": silero5(1, 288, 8000), "3x256 8k": silero5(3, 256, 8000)},
    "silero_vad_legacy_v4": {"1x1536 16k": silero4(1, 1536, 16000), "2x512 16k": silero4(2, 512, 16000),
                             "1x768 8k": silero4(1, 768, 8000), "2x256 8k": silero4(2, 256, 8000)},
    "basic_pitch_nmp": {"2": pitch(2), "3": pitch(3)},
    "magika_v3_3": {"1": file_bytes(1), "3": file_bytes(3), "8": file_bytes(8)},
    "precise_hey_mycroft": {"1": wake_word(1), "5": wake_word(5)},
    "stories260k_kv": {"1, 1 after 128": story(1, 1, 128), "2, 5 after 0": story(2, 5, 0), "1, 7 after 3": story(1, 7, 3),
                       "3, 1 after 9": story(3, 1, 9)},
}


def find(root, name):
    for folder in ("onnx", "llm"):
        path = os.path.join(root, folder, name + ".onnx")
        if os.path.exists(path):
            return path
    return None


def call(*arguments):
    """Empty, or the last lines of what went wrong."""
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"exit {done.returncode}: " + "\n".join(
        (done.stdout + done.stderr).strip().splitlines()[-3:])


def check(ingot, name, model, scratch):
    """(label, what is wrong) of every case."""
    artefact = os.path.join(scratch, "model.so")
    problem = call(ingot, "compile", model, "--name", "model", "-o", artefact)
    if problem:
        yield "compile", problem
        return
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    given, wanted = os.path.join(scratch, "inputs.npz"), os.path.join(scratch, "outputs.npz")
    for seed, (label, make) in enumerate(MODELS[name].items()):
        inputs = make(np.random.default_rng(seed))
        np.savez(given, **inputs)
        np.savez(wanted, **dict(zip(names, session.run(None, inputs))))
        yield label, call(ingot, "compare", artefact, "--inputs", given, "--expected", wanted, "--atol", str(ABSOLUTE),
                          "--rtol", str(RELATIVE))


def main():
    ingot, root, scratch = sys.argv[1:4]
    models = {name: find(root, name) for name in sys.argv[4:] or MODELS}
    if onnxruntime is None or not all(models.values()):
        print("skipped: " + ("numpy or onnxruntime is missing" if onnxruntime is None else "no models are beside the checkout"))
        print("0 passed, 0 failed, 1 skipped")
        return 0
    os.makedirs(scratch, exist_ok=True)
    passed = failed = 0
    for name, path in models.items():
        for label, problem in check(ingot, name, path, scratch):
            passed, failed = passed + (not problem), failed + bool(problem)
            print(f"{'FAIL' if problem else 'ok  '} {name}, {label}" + (f": {problem}" if problem else ""), flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
