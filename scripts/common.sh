# Sourced by build.sh and the scripts beside this file: messages, and what the machine must have.
# shellcheck shell=bash

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { printf '==> %s\n' "$*"; }

fail() {
  printf 'build.sh: %s\n' "$*" >&2
  exit 1
}

# Runs a command and shows its output only if it fails.
quietly() {
  local log
  log=$(mktemp)
  if "$@" >"$log" 2>&1 </dev/null; then
    rm -f "$log"
  else
    local status=$?
    cat "$log" >&2
    rm -f "$log"
    fail "failed with exit code $status: $*"
  fi
}

need_dotnet() {
  command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing: install it and put 'dotnet' on the PATH"
  local installed
  installed=$(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')
  [[ " $installed" == *' 10.'* ]] || fail "the .NET 10 SDK is missing; installed: ${installed:-none}"
  # The executables that the build makes look for the runtime here, wherever the SDK was unpacked.
  export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
}

# need_debian PACKAGE PATH...: installs PACKAGE unless one of the paths (globs allowed) is an executable file.
need_debian() {
  local package=$1 path
  shift
  for path in "$@"; do
    # shellcheck disable=SC2086
    [[ -n $(compgen -G "$path") ]] && return
  done
  install_debian "$package"
}

# need_command COMMAND PACKAGE...: installs the packages unless the command is on the PATH, wherever it comes from.
need_command() {
  command -v "$1" >/dev/null || install_debian "${@:2}"
}

install_debian() { # package...
  [[ $EUID -eq 0 ]] || fail "$* is missing and only root can install it: sudo apt-get install $*"
  command -v apt-get >/dev/null || fail "$* is missing and there is no apt-get to install it with"
  say "installing from Debian: $*"
  if [[ -z ${apt_updated:-} ]]; then
    quietly apt-get update -q
    apt_updated=1
  fi
  install_without_services "$@"
}

# The tests start their own servers on private ports: those of the packages must not start.
install_without_services() (
  policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  DEBIAN_FRONTEND=noninteractive quietly apt-get install -y -q --no-install-recommends \
    -o Dpkg::Options::=--force-confold "$@"
)

# install_node_packages FOLDER TARGET: what FOLDER's package-lock.json names, into TARGET/node_modules, unless it is there.
install_node_packages() {
  need_command node nodejs
  need_command npm npm
  # npm ci begins by emptying node_modules: what it has not finished has no copy of the list in there.
  local installed=$2/node_modules/.installed
  if ! cmp -s "$1/package-lock.json" "$installed"; then
    say "installing the Node packages of $1 into $2"
    mkdir -p "$2"
    cp "$1/package.json" "$1/package-lock.json" "$2/"
    quietly npm ci --prefix "$2" --no-audit --no-fund --ignore-scripts
    cp "$1/package-lock.json" "$installed"
  fi
}
