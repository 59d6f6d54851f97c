"""assemble.py TEST MODEL: writes the model that stands in a test behind the line MODEL, in ONNX's text form.

`<opset N>` stands for the header of a model with that opset. SPDX-License-Identifier: Apache-2.0
"""

import re
import sys

import onnx.parser


def main(test, path):
    with open(test, encoding="utf-8") as file:
        text = file.read().split("\nMODEL\n", 1)[1].split("\nEND\n", 1)[0]
    text = re.sub(r"^<opset (\d+)>", r'<ir_version: 8, opset_import: ["" : \1, "local" : 1, "com.microsoft" : 1]>', text)
    onnx.save(onnx.parser.parse_model(text), path)


main(*sys.argv[1:])
