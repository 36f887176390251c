#!/bin/sh
# What docs/check.md says that silu-cli check finds in PyTorch and ONNX Runtime, by its own kernels and
# commands: sh tests/peers/check.sh build/release [FOLDER]
# FOLDER has the node_modules of `ONNXRUNTIME_NODE_INSTALL=skip npm install --prefix FOLDER
# onnxruntime-node@1.30`. Without it, or without Debian's python3-torch, that part is left out.
set -u
PATH=$(cd "$1" && pwd):$PATH
page=$(cd "$(dirname "$0")/../.." && pwd)/docs/check.md
[ $# -lt 2 ] || NODE_PATH=$(cd "$2" && pwd)/node_modules
export NODE_PATH="${NODE_PATH:-}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

# The program of a block whose first line names it.
extract() { awk -v name="$1" '/^```/ { on = 0 } first && $2 ~ "^" name ":?$" { on = 1 } { first = /^```/ } on' "$page" >"$1"; }
extract torch_kernel.py
extract onnx_kernel.js
status=0
# The report of a command of the page that contains some text must have all lines of the page.
expect() {
  awk -v text="$1" '/^\$ / { on = index($0, text) > 0 } /^```$/ { on = 0 } on' "$page" >block
  command=$(sed -n '1s/^\$ //p' block | sed "s|python3|/usr/bin/python3|")
  [ -n "$command" ] || { echo "the page has no command with $1"; status=1; return; }
  echo "$command"
  sh -c "$command" </dev/null | tr -s ' ' >report  # columns are as wide as their rows need
  sed -e 1d -e '/^\.\.\.$/d' block | tr -s ' ' | grep -v -x -F -f report && status=1
  return 0
}
if /usr/bin/python3 -c 'import torch, sys; sys.exit(torch.__version__[:4] != "1.13")' 2>/dev/null; then
  expect 'torch_kernel.py gelu'
  expect 'torch_kernel.py silu'
else
  echo "no PyTorch 1.13"
fi
if node -e 'require("onnxruntime-node")' 2>/dev/null; then
  expect '--sample 1000000 -- node onnx_kernel.js'
  expect '-20 -18.00001 100001 -- node onnx_kernel.js'
else
  echo "no onnxruntime-node"
fi
exit $status
