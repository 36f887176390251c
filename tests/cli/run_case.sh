#!/bin/sh
# Runs one case: sh run_case.sh BIN CASE
# BIN is the folder of silu-cli, CASE a folder with the files
#   cmd     what a shell runs, in an empty folder, with silu-cli on its PATH
#   stdin   what it reads (nothing if there is no such file)
#   stdout, stderr, status   what it must print (nothing) and end with (0)
# Every difference is shown.
set -u
PATH=$1:$PATH
case=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/work" && cd "$scratch/work" || exit 1

stdin=$case/stdin
[ -f "$stdin" ] || stdin=/dev/null
sh "$case/cmd" <"$stdin" >"$scratch/stdout" 2>"$scratch/stderr"
echo $? >"$scratch/status"

same=0
for part in stdout stderr status; do
  expected=$case/$part
  if [ ! -f "$expected" ]; then
    expected=$scratch/expected
    : >"$expected"
    [ $part = status ] && echo 0 >"$expected"
  fi
  diff -u --label "$part expected" --label "$part" "$expected" "$scratch/$part" || same=1
done
exit $same
