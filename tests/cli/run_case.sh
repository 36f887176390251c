#!/bin/sh
# Runs one case: sh run_case.sh BIN CASE
# BIN is the folder of silu-cli, CASE a folder with the files
#   cmd     what a shell runs, in an empty folder, with silu-cli on its PATH
#   stdin   what it reads (nothing if there is no such file)
#   stdout, stderr, status   what it must print (nothing) and end with (0)
# Every difference is shown. A cmd that exits with 77 cannot run on this machine and is skipped.
#
# sh run_case.sh BIN CASE record
# writes what the case prints now as what it must print: read it before you commit it.
set -u
PATH=$(cd "$1" && pwd):$PATH
case=$(cd "$2" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/work" && cd "$scratch/work" || exit 1

# What whoever runs the tests told programs of color and of the terminal is not for the cases.
unset NO_COLOR FORCE_COLOR CLICOLOR CLICOLOR_FORCE
export TERM=xterm

stdin=$case/stdin
[ -f "$stdin" ] || stdin=/dev/null
sh "$case/cmd" <"$stdin" >"$scratch/stdout" 2>"$scratch/stderr"
status=$?
[ $status -eq 77 ] && exit 77
[ $status -eq 0 ] && : >"$scratch/status" || echo $status >"$scratch/status"

same=0
for part in stdout stderr status; do
  if [ "${3:-}" = record ]; then
    rm -f "$case/$part"
    [ ! -s "$scratch/$part" ] || cp "$scratch/$part" "$case/$part"
    continue
  fi
  expected=$case/$part
  [ -f "$expected" ] || expected=/dev/null
  diff -u --label "$part expected" --label "$part" "$expected" "$scratch/$part" || same=1
done
exit $same
