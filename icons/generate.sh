#!/usr/bin/env bash
# Draws every icon file from the SVG sources in this folder.
# The Tauri CLI makes the bundle's formats; it also rasterises the tray variants, so no other tool is needed.
set -euo pipefail
cd "$(dirname "$0")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

tauri() { npx --yes @tauri-apps/cli@2.12 "$@"; }

tauri icon icon.svg --output "$scratch/app"
for name in 32x32.png 128x128.png 128x128@2x.png icon.png icon.ico icon.icns; do
  cp "$scratch/app/$name" "$name"
done

for variant in template idle running problem; do
  tauri icon "tray-$variant.svg" --png 64 --output "$scratch/$variant"
  cp "$scratch/$variant/64x64.png" "tray-$variant.png"
done
