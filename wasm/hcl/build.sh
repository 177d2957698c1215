#!/bin/sh
# Builds hcl.wasm into the file that is named: the same bytes wherever Go is of the version that go.mod names.
set -eu
out=$(realpath "$1")
cd "$(dirname "$0")"
GOOS=wasip1 GOARCH=wasm GOFLAGS=-mod=readonly go build -trimpath -buildvcs=false -ldflags='-s -w -buildid=' -o "$out" .
