"""make-npz.py OUT.npz NAME:DESCR:SHAPE:VALUES...: writes small tensors without NumPy, for the tests of the tool.
For example `x:<f4:2,3:1,2,3,4,5,6`. With OUT.npy, only the first tensor's file. SPDX-License-Identifier: Apache-2.0
"""

import struct
import sys
import zipfile

CODES = {"<f4": "f", "<f8": "d", "<i4": "i", "<i8": "q", "|u1": "B", "|b1": "?"}


def npy(descr, shape, values):
    sizes = [int(size) for size in shape.split(",") if size]
    numbers = [float(value) if descr[1] == "f" else int(value) for value in values.split(",") if value]
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {tuple(sizes)}, }}"
    header += " " * (63 - (len(header) + 10) % 64) + "\n"
    data = struct.pack(f"<{len(numbers)}{CODES[descr]}", *numbers)
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data


tensors = [argument.split(":") for argument in sys.argv[2:]]
if sys.argv[1].endswith(".npy"):
    with open(sys.argv[1], "wb") as file:
        file.write(npy(*tensors[0][1:]))
else:
    with zipfile.ZipFile(sys.argv[1], "w") as archive:
        for name, *tensor in tensors:
            archive.writestr(name + ".npy", npy(*tensor))
