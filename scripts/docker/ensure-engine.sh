#!/usr/bin/env bash
# Makes sure that a Docker engine answers and holds the image the tests in `test/docker` run in, and that Podman
# and an SSH server are there for them to start.
#
#   scripts/docker/ensure-engine.sh          does nothing where all are there already
#   scripts/docker/ensure-engine.sh --stop   ends the engine, if this script started it
#
# What a Debian or Ubuntu machine lacks is installed, and the engine started, which takes root. No image is
# pulled: the base is made by debootstrap and kept as a tar file in ${BUGSMITH_CACHE:-~/.cache/bugsmith}.
set -euo pipefail

image=bugsmith-base:bookworm
packages=python3,python3-pytest,python3-venv,git,patch
cache="${BUGSMITH_CACHE:-$HOME/.cache/bugsmith}"
state="${BUGSMITH_ENGINE_STATE:-/tmp/bugsmith-engine.$(id -u)}"

say() { printf 'ensure-engine: %s\n' "$*" >&2; }

# retry <command...>: three attempts, for downloads that break off.
retry() {
  local attempt
  for attempt in 1 2 3; do
    if "$@"; then return 0; fi
    say "attempt $attempt of 3 failed: $*"
    sleep $((attempt * 5))
  done
  return 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

answers() { command -v docker >/dev/null && timeout 20 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# Whether the process with the id we noted is still the engine we started, and not one that got its number.
ours_runs() {
  local pid start
  [ -f "$state/pid" ] || return 1
  read -r pid start <"$state/pid"
  [ "$(start_time "$pid")" = "$start" ]
}

# The time a process was started, in clock ticks since the machine was: field 22, after a name in parentheses.
start_time() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

stop_engine() {
  local pid
  if ! ours_runs; then
    say 'no engine of ours runs'
    return 0
  fi
  read -r pid _ <"$state/pid"
  as_root kill "$pid"
  for _ in $(seq 60); do
    if ! ours_runs; then
      rm -rf "$state"
      return 0
    fi
    sleep 0.5
  done
  say "the engine (process $pid) did not end within 30 seconds"
  return 1
}

has() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null; }

# install <program> <package...>: installs the packages where there is no such program.
install() {
  local program=$1
  shift
  if has "$program"; then return 0; fi
  if ! has apt-get; then
    say "there is no \`$program\`, and no apt-get to install it with; install it, then run this again"
    return 1
  fi
  if ! as_root true 2>/dev/null; then
    say "there is no \`$program\`, and only root may install it; run this as root, or allow sudo without a password"
    return 1
  fi
  say "installing $*"
  local options=(-y -qq --no-install-recommends -o DPkg::Lock::Timeout=120)
  if retry as_root apt-get update -qq >"$state/apt.log" 2>&1 &&
    retry as_root env DEBIAN_FRONTEND=noninteractive apt-get install "${options[@]}" "$@" >>"$state/apt.log" 2>&1; then
    return 0
  fi
  tail -20 "$state/apt.log" >&2
  return 1
}

start_engine() {
  install dockerd docker.io iptables ca-certificates || return 1
  # The package has started it where there is a service manager, which then also ends it.
  if answers; then return 0; fi
  if ours_runs; then
    say 'the engine we started is there but does not answer; ending it'
    stop_engine
    mkdir -p "$state"
  fi
  say "starting dockerd; its log is $state/dockerd.log"
  as_root setsid dockerd --pidfile "$state/docker.pid" --group "$(id -g)" >"$state/dockerd.log" 2>&1 </dev/null &
  local launcher=$! pid
  for _ in $(seq 120); do
    if [ -s "$state/docker.pid" ]; then
      pid=$(cat "$state/docker.pid")
      echo "$pid $(start_time "$pid")" >"$state/pid"
      if answers; then return 0; fi
    fi
    kill -0 "$launcher" 2>/dev/null || break
    sleep 0.5
  done
  say 'dockerd does not answer; the end of its log:'
  tail -30 "$state/dockerd.log" >&2
  if ours_runs; then stop_engine; fi
  return 1
}

make_base_tar() {
  local target=$1 work
  work=$(mktemp -d)
  # `--rm` of what debootstrap mounted is its own affair; what is left here are plain files.
  if as_root debootstrap --variant=minbase --include="$packages" bookworm "$work/root" >"$state/debootstrap.log" 2>&1; then
    as_root rm -rf "$work/root/var/cache/apt" "$work/root/var/lib/apt/lists" "$work/root/usr/share/doc" "$work/root/usr/share/man"
    as_root ln -sf python3 "$work/root/usr/bin/python"
    as_root tar -C "$work/root" --one-file-system -c . >"$target.part"
    as_root rm -rf "$work"
    mv "$target.part" "$target"
    return 0
  fi
  tail -20 "$state/debootstrap.log" >&2
  as_root rm -rf "$work" "$target.part"
  return 1
}

ensure_image() {
  if docker image inspect "$image" >/dev/null 2>&1; then return 0; fi
  local tar="$cache/base-bookworm-1.tar"
  if [ ! -s "$tar" ]; then
    mkdir -p "$cache"
    install debootstrap debootstrap debian-archive-keyring || return 1
    say 'making the base image; this takes about two minutes'
    retry make_base_tar "$tar" || return 1
  fi
  docker import "$tar" "$image" >/dev/null
}

if [ "${1:-}" = --stop ]; then
  stop_engine
  exit
fi
mkdir -p "$state"
if ! answers && [ -n "${DOCKER_HOST:-}" ]; then
  say "no engine answers at $DOCKER_HOST, which is in DOCKER_HOST; start it, or unset that"
  exit 1
fi
if ! answers && ! start_engine; then
  say 'there is no Docker engine; start one, or name one that runs in DOCKER_HOST'
  exit 1
fi
ensure_image
install sshd openssh-server
install podman podman runc
install catatonit catatonit
install ssh openssh-client
install openssl openssl
say "$(docker version --format 'Docker {{.Server.Version}}') with $image"
