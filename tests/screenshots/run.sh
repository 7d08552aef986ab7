#!/bin/sh
# Makes pictures of the windows: tests/screenshots/run.sh [folder] (default: build/screenshots). Needs the release
# build. Look at every picture; nothing may be cut, crooked or in the wrong language.
set -eu
cd "$(dirname "$0")/../.."
folder=${1:-build/screenshots}
program=build/release/tests/screenshots
cmake --build build/release --target screenshots
export QT_QPA_PLATFORM=offscreen
"$program" "$folder/light"
"$program" "$folder/dark" dark
"$program" "$folder/german" de
QT_SCALE_FACTOR=2 "$program" "$folder/double"
