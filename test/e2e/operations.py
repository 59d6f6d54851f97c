"""Compiles and runs hundreds of small operations and compares each with NumPy. SPDX-License-Identifier: Apache-2.0

Every family of cases is one module, in two forms: all sizes known, and an axis of the inputs (or two) symbolic. Each is
compiled for x86-64-v2, x86-64-v3 (where this machine can run it) and for this machine. Inputs come from one seed.

  operations.py INGOT FOLDER [--only FAMILY] [--target TARGET] [--seed N]
"""

import argparse
import concurrent.futures
import os
import pathlib
import shutil
import sys

try:
    import numpy
except ImportError:
    print("NumPy is missing: nothing to compare with (tools/install-python numpy)")
    print("0 passed, 0 failed, 1 skipped")
    sys.exit(0)

import contraction_cases as contraction
import control_cases as control
import data_cases as data
import double_cases as double
import index_cases as index
import quantize_cases as quantize
import recurrent_cases as recurrent
import run_time_cases as run_time
import sample_cases as sample
from chain_cases import chains
from module import Case, Runner
from random_cases import graphs

FAMILIES = {
    "matmul": contraction.matmul, "matmul_forms": contraction.matmul_forms, "conv": contraction.conv,
    "conv_transpose": contraction.conv_transpose, "pool": contraction.pool, "reductions": data.reductions,
    "reduction_kinds": data.reduction_kinds, "normalizations": data.normalizations, "moves": data.moves,
    "slices": data.slices, "unary": data.unary, "binary": data.binary, "chains": chains, "graphs": graphs, "types": data.types,
    "double_functions": double.functions, "remainders": double.remainders,
    "branches": control.branches, "loops": control.loops, "early_ends": control.early_ends, "nests": control.nests,
    "parallel_loops": control.parallel_loops,
    "quantization": quantize.quantization, "dequantization": quantize.dequantization,
    "integer_products": quantize.integer_products, "integer_convolutions": quantize.integer_convolutions,
    "resolved": quantize.resolved,
    "lstm": recurrent.lstm, "gru": recurrent.gru, "rnn": recurrent.rnn,
    "scatter": index.scatter, "caches": index.caches, "cumulations": index.cumulations, "reversals": index.reversals,
    "best": index.best, "pooled_positions": index.pooled_positions, "windows": index.windows, "narrow_positions": index.narrow,
    "gathers": sample.gathers, "grids": sample.grids, "boxes": sample.boxes, "resampling": sample.resampling,
    "found": run_time.found, "chosen_rows": run_time.chosen_rows, "unique": run_time.unique, "suppression": run_time.suppression,
    "run_time_shapes": run_time.run_time_shapes,
    "transforms": sample.transforms, "frames": sample.frames, "lone_windows": sample.lone_windows,
    "shared": lambda add: (contraction.shared(add), data.shared(add)),
}
THREADS = {"shared": (1, 2, 3, 7), "parallel_loops": (1, 2, 3)}  # the same bits from each


def targets():
    """What this machine can run."""
    try:
        flags = pathlib.Path("/proc/cpuinfo").read_text().split()
    except OSError:
        flags = []
    return ["x86-64-v2"] + (["x86-64-v3"] if "avx2" in flags and "fma" in flags else []) + ["host"]


def cases_of(family, symbolic, seed):
    cases = []

    def add(label, build):
        generator = numpy.random.default_rng([seed, len(cases)])
        case = Case(label, generator, symbolic)
        build(case)
        cases.append(case)

    FAMILIES[family](add)
    return cases


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ingot")
    parser.add_argument("folder", type=pathlib.Path, help="scratch; what fails stays there")
    parser.add_argument("--only", choices=FAMILIES)
    parser.add_argument("--target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    arguments = parser.parse_args()
    shutil.rmtree(arguments.folder, ignore_errors=True)
    arguments.folder.mkdir(parents=True)

    def run(job):
        target, family, symbolic = job
        cases = cases_of(family, symbolic, arguments.seed)
        name = f"{family}_{target}_{'symbolic' if symbolic else 'fixed'}".replace("-", "_")
        return job, len(cases), Runner(arguments.ingot, arguments.folder, target, THREADS.get(family, (1,))).check(cases, name)

    jobs = [(target, family, symbolic)
            for target in ([arguments.target] if arguments.target else targets())
            for family in ([arguments.only] if arguments.only else FAMILIES)
            for symbolic in (False, True)]
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for (target, family, symbolic), count, wrong in pool.map(run, jobs):
            failed += len(wrong)
            passed += count - len(wrong)
            for label, text in wrong.items():
                print(f"FAIL {target}, {'symbolic' if symbolic else 'fixed'}: {label}: {text}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
