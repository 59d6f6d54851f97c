"""expect-exit.py CODE COMMAND...: runs the command, prints all it says, and fails unless it exits with CODE.
Used by the tests of the tool. SPDX-License-Identifier: Apache-2.0
"""

import subprocess
import sys

result = subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
sys.stdout.buffer.write(result.stdout)
sys.stdout.flush()
if result.returncode != int(sys.argv[1]):
    sys.exit(f"exit code {result.returncode}, expected {sys.argv[1]}")
