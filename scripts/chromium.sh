#!/bin/sh
# The browser tests need Chromium. Where it is missing and we may, install Debian's.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
  echo "Chromium was not found: install the package 'chromium', or the browser tests will be skipped."
fi
