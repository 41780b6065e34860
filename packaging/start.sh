#!/bin/sh
# Osuma in the folder Osuma of your home (or OSUMA_DIR); the browser opens on the first page.
cd "$(dirname "$0")"
exec ./osuma serve --dir "${OSUMA_DIR:-$HOME/Osuma}"
