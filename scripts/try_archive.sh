#!/bin/sh
# The archive in a root that holds nothing but Debian's smallest system, without Python: the demo, an import of a
# workbook, and the pages of `osuma serve`. Needs root and the package debootstrap.
#   scripts/try_archive.sh dist/osuma-*-linux-*.tar.gz
set -eu
archive=$(realpath "$1")
command -v debootstrap >/dev/null 2>&1 || apt-get install -y -qq --no-install-recommends debootstrap >/dev/null
root=$(mktemp -d)
# Never across a mount: what is not unmounted is the machine's own.
trap 'umount -l "$root/proc" 2>/dev/null || true; rm -rf --one-file-system "$root"' EXIT
debootstrap --variant=minbase bookworm "$root" >/dev/null
mkdir -p "$root/opt" && tar -xzf "$archive" -C "$root/opt"
mount -t proc proc "$root/proc"
cat > "$root/opt/try.sh" <<'TRY'
set -eu
if command -v python3; then echo "there is a Python here: this shows nothing"; exit 1; fi
cd
PATH=/opt/osuma:$PATH
osuma --version
osuma demo --data sportshop --dir demo >/dev/null
osuma segments list --dir demo --json | head -c 200; echo
osuma segments export birthday-soon --format xlsx --to list.xlsx --dir demo
osuma init own
osuma import list.xlsx --dir own --yes
osuma serve --dir own --port 8471 --json > served &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 60); do [ -s served ] && break; sleep 1; done
exec 3<>/dev/tcp/127.0.0.1/8471
printf 'GET /closed HTTP/1.0\r\nHost: 127.0.0.1:8471\r\n\r\n' >&3
head -1 <&3
kill -TERM $server && wait $server
echo "the archive works"
TRY
chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/home LC_ALL=C.UTF-8 bash /opt/try.sh
