#!/bin/sh
# Records what cases print now as what they must print: sh record.sh BIN CASE...
# Read what it wrote before you commit it.
set -u
PATH=$(cd "$1" && pwd):$PATH
shift
for case in "$@"; do
  case=$(cd "$case" && pwd)
  scratch=$(mktemp -d)
  stdin=$case/stdin
  [ -f "$stdin" ] || stdin=/dev/null
  (cd "$scratch" && sh "$case/cmd" <"$stdin" >"$case/stdout" 2>"$case/stderr")
  status=$?
  rm -rf "$scratch" "$case/status"
  [ $status -eq 0 ] || echo $status >"$case/status"
  find "$case" \( -name stdout -o -name stderr \) -empty -delete
done
