#!/usr/bin/env python3
"""Writes the tests that the PyPI package `onnx` holds in memory or as files: generate.py FOLDER.

They have the layout of the archive: FOLDER/SUITE/TEST/model.onnx and test_data_set_N/{input,output}_M.pb. Tests whose
values are no tensors get no data, which the runner never reads for them.
SPDX-License-Identifier: Apache-2.0
"""
import os
import shutil
import sys

import onnx
from onnx import numpy_helper
from onnx.backend.test.case.model import collect_testcases as collect_models
from onnx.backend.test.case.node import collect_testcases as collect_nodes


def write_values(folder, prefix, values, descriptions):
    for index, (value, description) in enumerate(zip(values, descriptions)):
        if not description.type.HasField("tensor_type"):
            continue
        tensor = value if isinstance(value, onnx.TensorProto) else numpy_helper.from_array(value, description.name)
        with open(os.path.join(folder, f"{prefix}_{index}.pb"), "wb") as file:
            file.write(tensor.SerializeToString())


def write_case(case, root):
    folder = os.path.join(root, case.kind, case.name)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "model.onnx"), "wb") as file:
        file.write(case.model.SerializeToString())
    for number, (inputs, outputs) in enumerate(case.data_sets):
        data = os.path.join(folder, f"test_data_set_{number}")
        os.makedirs(data, exist_ok=True)
        write_values(data, "input", inputs, case.model.graph.input)
        write_values(data, "output", outputs, case.model.graph.output)


def main():
    root = sys.argv[1]
    for case in collect_nodes() + [case for case in collect_models() if case.kind == "simple"]:
        write_case(case, root)
    data = os.path.join(os.path.dirname(onnx.__file__), "backend", "test", "data")
    for suite in ("pytorch-converted", "pytorch-operator"):
        shutil.copytree(os.path.join(data, suite), os.path.join(root, suite), dirs_exist_ok=True)


if __name__ == "__main__":
    main()
