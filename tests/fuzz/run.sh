#!/bin/sh
# Runs every fuzzer for a while: sh tests/fuzz/run.sh FOLDER [SECONDS]
# FOLDER is where the preset "fuzz" builds them: build/fuzz/tests/fuzz. What a fuzzer finds is
# written to crash-… in the current folder. New inputs are kept in FOLDER/corpus from run to run.
set -eu
seeds=$(cd "$(dirname "$0")" && pwd)/corpus
for fuzzer in "$1"/fuzz_*; do
  name=${fuzzer##*/fuzz_}
  grown=$1/corpus/$name
  mkdir -p "$grown"
  echo "fuzz $name"
  "$fuzzer" -max_total_time="${2:-60}" -max_len=4096 -timeout=10 -rss_limit_mb=512 \
    -print_final_stats=1 -verbosity=0 "$grown" "$seeds/$name"
done
