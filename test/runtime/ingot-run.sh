#!/bin/sh
# Runs the tool ingot-run on hand-written models: outputs, labels, files, times, and every error with its exit code.
# Usage: ingot-run.sh INGOT_RUN MAKE_NPY SCALE_SO EXTERNAL_SO FOLDER. SPDX-License-Identifier: Apache-2.0
run=$1 make_npy=$2 scale=$3 external=$4 folder=$5
failures=0
cd "$folder" || exit 1
rm -rf out

# expect CODE TEXT COMMAND...: the command ends with the code and prints the text somewhere.
expect() {
  code=$1 text=$2
  shift 2
  "$@" >output.txt 2>&1
  found=$?
  if [ "$found" != "$code" ]; then
    echo "FAILED: $*: exit code $found, expected $code"
    cat output.txt
    failures=$((failures + 1))
  elif ! grep -qF -e "$text" output.txt; then
    echo "FAILED: $*: no '$text' in:"
    cat output.txt
    failures=$((failures + 1))
  fi
}

"$make_npy" x.npy 2,3 1 2 3 4 5 6
"$make_npy" y.npy 7 10 20 30 0 0 0 0
"$make_npy" short.npy 6 10 20 30 0 0 0
"$make_npy" row.npy 1,3 -1 -20 3
printf 'cat\ndog\r\nbird' >labels.txt

expect 0 "output 'z': f32[2,3] 12 24 36 18 30 42" "$run" "$scale" x.npy y.npy
expect 0 "row 1, top 5: 2 = 42, 1 = 30, 0 = 18" "$run" "$scale" x.npy y.npy
expect 0 "output 'k': f32[6] 12 24 36 18 30 42" "$run" "$scale" --input y=y.npy --input x=x.npy
expect 0 "output 'k': f32[6]" "$run" "$scale" x.npy --input=y=y.npy --threads 3
expect 0 "top: 2 'bird' = 36, 0 'cat' = 8, 1 'dog' = -20" "$run" "$scale" row.npy y.npy --labels labels.txt
expect 0 "output 'k': f32[2] 8 36" "$run" "$scale" row.npy y.npy
expect 0 "median" "$run" "$scale" x.npy y.npy --repeat 5
expect 0 "time:" "$run" "$scale" x.npy y.npy --threads=0
expect 0 "output" "$run" "$scale" x.npy y.npy --output-dir out
expect 0 "output 'z': f32[2,3] 34 68 102 46 80 114" "$run" "$scale" out/z.npy y.npy
expect 0 "output 'k': f32[6]" "$run" "$scale" --function scale x.npy y.npy
expect 0 "usage: ingot-run" "$run" --help
expect 0 "ingot-run 0." "$run" --version

# Weights in a file of their own: beside the model, named, missing, wrong.
printf '\0\0\0\100' >good.weights
printf '\0\0\0\101' >bad.weights
cp "$external" external.so
expect 1 "file 'external.weights': No such file" "$run" external.so x.npy y.npy
expect 0 "output 'z': f32[2,3] 12 24" "$run" external.so x.npy y.npy --weights good.weights
expect 1 "the hash differs" "$run" external.so x.npy y.npy --weights bad.weights
cp good.weights external.weights
expect 0 "output 'z': f32[2,3] 12 24" "$run" ./external.so x.npy y.npy
rm -f external.weights

expect 1 "input 'y': dim 0 is 6, the model needs 2*S + 1" "$run" "$scale" x.npy short.npy
expect 1 "no file for input 'y' (f32 of rank 1)" "$run" "$scale" x.npy
expect 1 "file 'y.npy' is one input too many; the inputs are 'x', 'y'" "$run" "$scale" x.npy y.npy y.npy
expect 1 "no input 'q'; the inputs are 'x', 'y'" "$run" "$scale" --input q=x.npy
expect 1 "two files for input 'x'" "$run" "$scale" --input x=x.npy --input x=x.npy
expect 1 "file 'absent.npy': No such file" "$run" "$scale" absent.npy y.npy
expect 1 "file 'labels.txt': not a .npy file" "$run" "$scale" labels.txt y.npy
expect 1 "file 'absent.so': No such file" "$run" absent.so
expect 1 "file 'absent.txt'" "$run" "$scale" x.npy y.npy --labels absent.txt
expect 1 "it exports no model named 'other'" "$run" "$scale" --function other x.npy y.npy
expect 1 "directory 'absent/out'" "$run" "$scale" x.npy y.npy --output-dir absent/out

expect 2 "no model given" "$run"
expect 2 "unknown option '--colour'" "$run" "$scale" --colour=red
expect 2 "a value is missing after '--input'" "$run" "$scale" --input
expect 2 "--input needs NAME=FILE, got 'x.npy'" "$run" "$scale" --input x.npy
expect 2 "expected a number from 1 on, got '0'" "$run" "$scale" --repeat 0
expect 2 "expected a number from 0 on, got '-1'" "$run" "$scale" --threads -1
expect 2 "expected a number from 0 on, got '2x'" "$run" "$scale" --threads 2x

# No compiler inside.
if command -v ldd >/dev/null 2>&1 && ldd "$run" | grep -iE 'llvm|mlir|stdc\+\+'; then
  echo "FAILED: ingot-run links more than the C library"
  failures=$((failures + 1))
fi
[ "$failures" = 0 ] && echo "all passed"
exit "$((failures != 0))"
