#!/bin/sh
# The archive in a root that holds nothing but Debian's smallest system, without Python: the demo, an import of a
# workbook, and the pages of `osuma serve`. Needs root and the package debootstrap.
#   scripts/try_archive.sh dist/osuma-*-linux-*.tar.gz
set -eu
archive=$(realpath "$1")
command -v debootstrap >/dev/null 2>&1 || apt-get install -y -qq --no-install-recommends debootstrap >/dev/null
root=$(mktemp -d)
trap 'umount "$root/proc" 2>/dev/null || true; rm -rf "$root"' EXIT
debootstrap --variant=minbase bookworm "$root" >/dev/null
mkdir -p "$root/opt" && tar -xzf "$archive" -C "$root/opt"
mount -t proc proc "$root/proc"
cat > "$root/tmp/try.sh" <<'TRY'
set -eu
if command -v python3; then echo "there is a Python here: this shows nothing"; exit 1; fi
cd /root
PATH=/opt/osuma:$PATH
osuma --version
osuma demo --data sportshop --dir /root/demo >/dev/null
osuma segments list --dir /root/demo --json | head -c 200; echo
osuma segments export birthday-soon --format xlsx --to /root/list.xlsx --dir /root/demo
osuma init /root/own
osuma import /root/list.xlsx --dir /root/own --yes
osuma serve --dir /root/own --port 8471 --json > /tmp/served &
server=$!
for _ in $(seq 60); do [ -s /tmp/served ] && break; sleep 1; done
exec 3<>/dev/tcp/127.0.0.1/8471
printf 'GET /closed HTTP/1.0\r\nHost: 127.0.0.1:8471\r\n\r\n' >&3
head -1 <&3
kill -TERM $server && wait $server
echo "the archive works"
TRY
chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root LC_ALL=C.UTF-8 bash /tmp/try.sh
