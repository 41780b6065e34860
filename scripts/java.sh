#!/bin/sh
# The tests on Spark need Java 17. Where none is found and we may, install Debian's.
set -eu
command -v java >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null
else
  echo "Java was not found: install the package 'openjdk-17-jre-headless', or the tests on Spark will be skipped."
fi
