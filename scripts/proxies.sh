#!/bin/sh
# One test goes through real proxies. Where nginx or Caddy is missing and we may, install Debian's.
set -eu
PATH=$PATH:/usr/sbin
command -v nginx >/dev/null 2>&1 && command -v caddy >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light caddy openssl >/dev/null
else
  echo "nginx or Caddy was not found: install the packages 'nginx-light' and 'caddy', or the test of a proxy will be skipped."
fi
