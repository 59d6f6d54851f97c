# lit configuration of every text test: tools on PATH, and a few short names.
# A test may use: ingot, ingot-opt, ingot-run, FileCheck, not, split-file, %cc, %python, %include, %runtime.
import os

import lit.formats

config.name = "ingot-" + config.folder
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt"]
config.test_source_root = os.path.join(config.ingot_source, "test", config.folder)

path = [config.ingot_binaries, config.llvm_tools, config.environment.get("PATH", "")]
config.environment["PATH"] = os.pathsep.join(path)
# FileCheck prints the part of the input that it did not like.
config.environment["FILECHECK_OPTS"] = "--dump-input-filter=error --allow-unused-prefixes=false"

config.substitutions.append(("%cc", config.c_compiler))
config.substitutions.append(("%python", config.python))
config.substitutions.append(("%include", os.path.join(config.ingot_source, "runtime", "include")))
config.substitutions.append(("%runtime", os.path.join(config.ingot_libraries, "libingot_rt.a")))

config.available_features.add("x86_64" if os.uname().machine == "x86_64" else "other-machine")

# Runs every ingot-opt test through print and parse once more.
if os.environ.get("INGOT_ROUNDTRIP") == "1":
    config.substitutions.insert(0, (r"\bingot-opt\b", "ingot-opt --verify-roundtrip"))
