#!/bin/sh
# Makes a base for the image of a node from Debian's packages, where no image registry can be reached.
# Needs root, debootstrap and a running Docker; takes about a minute.
#
#   devnet/docker/base-image.sh [NAME]      NAME is quorate-base:bookworm unless given
#
# `./quorate devnet up --docker` uses an image of that name by itself; --base-image names another one.
set -eu

name=${1:-quorate-base:bookworm}

fail() {
  printf 'base-image: %s\n' "$1" >&2
  exit 1
}

[ "$(id -u)" -eq 0 ] || fail "debootstrap needs root; run this script with sudo"
command -v debootstrap > /dev/null || fail "debootstrap is missing; install it with: apt-get install debootstrap"
command -v docker > /dev/null || fail "docker is missing; install it with: apt-get install docker.io"
docker info > /dev/null 2>&1 || fail "no Docker daemon answers; start it, for example with: dockerd"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM

# The mirror that this machine's own packages come from, else Debian's.
mirror=$(sed -n 's/^deb \(\[[^]]*\] \)\{0,1\}\(http[^ ]*\) bookworm .*/\2/p' /etc/apt/sources.list 2> /dev/null | head -n 1)
[ -n "$mirror" ] || mirror=$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources 2> /dev/null | grep -v security | head -n 1)

# libstdc++ is for the native LevelDB.
debootstrap --variant=minbase --include=libstdc++6,ca-certificates bookworm "$folder/root" ${mirror:+"$mirror"} > "$folder/log" 2>&1 ||
  { tail -n 15 "$folder/log" >&2; fail "debootstrap failed; the lines above say why"; }

# What a node never reads.
rm -rf "$folder"/root/var/cache/apt/* "$folder"/root/var/lib/apt/lists/* "$folder"/root/usr/share/doc/* \
  "$folder"/root/usr/share/man/* "$folder"/root/usr/share/locale/* "$folder"/root/usr/share/info/*

tar -C "$folder/root" -c . | docker import - "$name" > /dev/null
docker image inspect --format '{{index .RepoTags 0}} {{.Size}} bytes' "$name"
