#!/bin/sh
# One test goes through a real proxy. Where nginx is missing and we may, install Debian's.
set -eu
command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light openssl >/dev/null
else
  echo "nginx was not found: install the package 'nginx-light', or the test of a proxy will be skipped."
fi
