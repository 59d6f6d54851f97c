# Says what a script does, step by step, with the time of each. Sourced by tools/first-light and tools/test.
# SPDX-License-Identifier: Apache-2.0

# Seconds between two values of EPOCHREALTIME, with one digit. Works whatever the locale's decimal sign is.
elapsed() {
  local microseconds=$((${2/[.,]/} - ${1/[.,]/}))
  printf '%d.%d' $((microseconds / 1000000)) $((microseconds / 100000 % 10))
}

# step TITLE COMMAND...: runs the command under a headline; ends the script where it fails.
step() {
  local title=$1 start=$EPOCHREALTIME
  shift
  printf '==> %s\n' "$title"
  "$@"
  printf '    %s s\n' "$(elapsed "$start" "$EPOCHREALTIME")"
}
