#!/bin/sh
# Real programs read what silu-cli writes: sh tests/clients/run.sh BIN
# BIN is the folder of silu-cli. On Debian: apt-get install gnuplot-nox jq miller python3-pandas
# Says what it checked, and stops at the first thing that is wrong.
set -eu
PATH=$(cd "$1" && pwd):$PATH
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# Every float16 and a range of float32, in each form.
silu-cli compare --every --dtype float16 -o every.csv
for form in csv tsv json jsonl; do silu-cli compare --range -20 20 40001 -o range.$form; done

for client in gnuplot miller jq; do
  sh -eu "$here/$client.sh"
  echo "$client reads what we write"
done
/usr/bin/python3 "$here/read_by_pandas.py"
echo "pandas reads what we write, bit for bit"
