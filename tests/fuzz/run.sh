#!/bin/sh
# Runs every fuzzer for a while, one on each processor: sh tests/fuzz/run.sh FOLDER [SECONDS]
# FOLDER is where the preset "fuzz" builds them: build/fuzz/tests/fuzz. What a fuzzer finds is
# written to crash-… in the current folder. New inputs are kept in FOLDER/corpus from run to run.
set -eu
export folder="$1" seconds="${2:-60}"
seeds=$(cd "$(dirname "$0")" && pwd)/corpus
export seeds

# What a fuzzer says is printed when it ends, so that two do not talk at once.
for fuzzer in "$folder"/fuzz_*; do echo "${fuzzer##*/fuzz_}"; done |
  xargs -P "$(nproc)" -n 1 sh -euc '
    name=$1 grown=$folder/corpus/$1 log=$folder/$1.log status=0
    mkdir -p "$grown"
    echo "fuzz $name" >"$log"
    "$folder/fuzz_$name" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=512 \
      -print_final_stats=1 -verbosity=0 "$grown" "$seeds/$name" >>"$log" 2>&1 || status=$?
    cat "$log"
    exit $status' fuzz
