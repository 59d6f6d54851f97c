"""The model-specific part of tools/first-light: Magika's input from files, and its output in words.
SPDX-License-Identifier: Apache-2.0

Magika (PyPI package `magika`, Apache-2.0) tells the content type of a file from its first and last 1024 bytes. The
preparation is the one that the package publishes: up to a block from either end, white space stripped, padded.
"""

import argparse
import json
import zipfile
from pathlib import Path

import numpy

MODEL_FOLDER = "magika/models/standard_v3_3/"


def extract(wheel, work):
    """Takes the model and its configuration out of the package."""
    with zipfile.ZipFile(wheel) as package:
        (work / "config.json").write_bytes(package.read(MODEL_FOLDER + "config.min.json"))
        partial = work / "model.onnx.partial"
        partial.write_bytes(package.read(MODEL_FOLDER + "model.onnx"))
        partial.rename(work / "model.onnx")


def features(path, config):
    """The 2048 numbers for one file, or None where it holds too little to judge."""
    size = path.stat().st_size
    block = min(config["block_size"], size)
    with path.open("rb") as file:
        head = file.read(block).lstrip()[: config["beg_size"]]
        file.seek(size - block)
        tail = file.read(block).rstrip()[-config["end_size"] :]
    if len(head) < config["min_file_size_for_dl"]:
        return None
    row = numpy.full(config["beg_size"] + config["end_size"], config["padding_token"], numpy.int32)
    row[: len(head)] = numpy.frombuffer(head, numpy.uint8)
    row[len(row) - len(tail) :] = numpy.frombuffer(tail, numpy.uint8)
    return row


def prepare(work, files):
    """Writes the input of the model and the list of files."""
    config = json.loads((work / "config.json").read_text())
    rows = [features(path, config) for path in files]
    judged = [row for row in rows if row is not None]
    # A batch of at least one keeps the rest simple; the row of padding is not reported.
    padding = numpy.full(config["beg_size"] + config["end_size"], config["padding_token"], numpy.int32)
    numpy.save(work / "bytes.npy", numpy.stack(judged or [padding]))
    listed = [{"path": str(path), "judged": row is not None} for path, row in zip(files, rows)]
    (work / "files.json").write_text(json.dumps(listed))
    print(f"{work / 'bytes.npy'}: int32 {list(numpy.stack(judged or [padding]).shape)}")


def report(work):
    """Prints one line for each file: what it is, and how sure the model is."""
    config = json.loads((work / "config.json").read_text())
    scores = iter(numpy.load(work / "target_label.npy"))
    for file in json.loads((work / "files.json").read_text()):
        name = Path(file["path"]).name
        if not file["judged"]:
            print(f"{name}: too little content to judge")
            continue
        row = next(scores)
        best = int(row.argmax())
        label = config["target_labels_space"][best]
        threshold = config["thresholds"].get(label, config["medium_confidence_threshold"])
        doubt = "" if row[best] >= threshold else ", a guess"
        print(f"{name}: {label} ({100 * row[best]:.1f} %{doubt})")


def main():
    parser = argparse.ArgumentParser(description="The model-specific part of tools/first-light.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("extract", "prepare", "report"):
        command = commands.add_parser(name)
        if name == "extract":
            command.add_argument("wheel", type=Path)
        command.add_argument("work", type=Path, help="folder of all intermediate files")
        if name == "prepare":
            command.add_argument("files", type=Path, nargs="+")
    arguments = parser.parse_args()
    if arguments.command == "extract":
        extract(arguments.wheel, arguments.work)
    elif arguments.command == "prepare":
        prepare(arguments.work, arguments.files)
    else:
        report(arguments.work)


if __name__ == "__main__":
    main()
