#!/usr/bin/env bash
# The one entry to everything that is done with this tree. `./build.sh help` lists the verbs.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"
# shellcheck source=scripts/common.sh
source scripts/common.sh

build_cli() {
  need_dotnet
  say "building the smpp command into artifacts/bin"
  quietly dotnet publish src/Cli -c Release -o artifacts/bin --use-current-runtime --no-self-contained \
    -p:PublishReadyToRun=true --nologo -v quiet
  [[ -x artifacts/bin/smpp ]] || fail "the build wrote no artifacts/bin/smpp"
}

build_benchmark() { # project
  say "building benchmarks/$1"
  quietly dotnet build "benchmarks/$1" -c Release --nologo -v quiet
}

verb_build() {
  build_cli
  say "done: artifacts/bin/smpp --help"
}

verb_run() {
  build_cli
  local carrier carrier_output ready gateway status
  # In a session of its own, so that the terminal's Ctrl-C reaches the gateway alone, which drains towards a carrier
  # that is still there.
  exec {carrier_output}< <(exec setsid artifacts/bin/smpp sim --listen 127.0.0.1:2776)
  carrier=$!
  # shellcheck disable=SC2064
  trap "kill $carrier 2>/dev/null || true" EXIT
  read -r ready <&"$carrier_output" || fail "the simulated carrier did not start"
  say "$ready"
  say "starting the gateway on conf/; stop it with Ctrl-C"
  artifacts/bin/smpp run --conf conf "$@" &
  gateway=$!
  # shellcheck disable=SC2064
  trap "kill -TERM $gateway 2>/dev/null || true" INT TERM
  # A trapped signal ends `wait` early: wait again until the gateway is really gone.
  while :; do
    status=0
    wait "$gateway" || status=$?
    kill -0 "$gateway" 2>/dev/null || return "$status"
  done
}

# The driver is benchmarks/Load: `Load demo --messages N [--json] --smpp PATH` starts two carriers and the gateway
# from the executable at PATH on free ports with a fresh data folder, drives the messages, stops everything, prints
# the summary (with --json one object as the last line), and exits 0 only if the books balance.
verb_demo() {
  build_cli
  build_benchmark Load
  exec dotnet artifacts/msbuild/bin/Load/release/Load.dll demo --smpp "$root/artifacts/bin/smpp" "$@"
}

verb_test() {
  need_dotnet
  exec scripts/test.sh "$@"
}

readonly bench_suites=(micro session attack scale store gateway)

verb_bench() { # [--quick] [--runs N] [--minutes N] [suite ...] | --compare BASE [NEW] [--threshold PERCENT] [--only PART ...]
  need_dotnet
  if [[ ${1:-} == --compare ]]; then
    shift
    compare_reports "$@"
    return
  fi
  local suite suites=() options=()
  while [[ $# -gt 0 ]]; do
    case $1 in
      --quick) options+=(--quick) ;;
      --runs | --minutes)
        [[ $# -gt 1 ]] || fail "bench $1 takes a number"
        options+=("$1" "$2")
        shift
        ;;
      -*) fail "bench takes --quick, --runs N, --minutes N, --compare, and names of suites: ${bench_suites[*]}" ;;
      *)
        declare -F "bench_$1" >/dev/null || fail "no suite is named $1; there are ${bench_suites[*]}"
        suites+=("$1")
        ;;
    esac
    shift
  done
  [[ ${#suites[@]} -gt 0 ]] || suites=("${bench_suites[@]}")
  mkdir -p artifacts/bench
  for suite in "${suites[@]}"; do "bench_$suite" "${options[@]}"; done
}

# BASE [NEW] and options of `Load compare`; NEW is the last run of the suite that BASE is named after.
compare_reports() {
  [[ $# -gt 0 && $1 != -* ]] || fail "bench --compare takes the JSON of a report, and another one unless the last run is meant"
  local base=$1 new
  shift
  new=artifacts/bench/$(basename "$base")
  if [[ $# -gt 0 && $1 != -* ]]; then
    new=$1
    shift
  fi
  [[ -f $new ]] || fail "$new is missing: name the report to compare with"
  build_benchmark Load
  artifacts/msbuild/bin/Load/release/Load compare "$base" "$new" "$@"
}

# wants OPTION "$@": whether the option is among the arguments.
wants() {
  local option=$1
  shift
  [[ " $* " == *" $option "* ]]
}

# What every suite with runs of its own takes; the minutes are the gateway's alone.
short_options() {
  while [[ $# -gt 0 ]]; do
    case $1 in
      --minutes) shift ;;
      *) printf '%s\n' "$1" ;;
    esac
    shift
  done
}

# The last line of a suite's output, one JSON object, goes to a file beside the others.
keep_json() { # suite
  tee >(tail -n 1 >"artifacts/bench/$1.json") | sed '/^{"/d'
}

bench_micro() {
  build_benchmark Micro
  say "micro benchmarks (BenchmarkDotNet)"
  local job=()
  if wants --quick "$@"; then job=(--job Dry); fi
  dotnet artifacts/msbuild/bin/Micro/release/Micro.dll --filter '*' --artifacts artifacts/micro "${job[@]}"
}

readonly node=artifacts/bench/node

prepare_node() {
  install_node_packages benchmarks/Sessions/node "$node"
  cp benchmarks/Sessions/node/*.js "$node/"
}

bench_session() {
  build_benchmark Sessions
  prepare_node
  local options=()
  mapfile -t options < <(short_options "$@")
  say "sessions, library to library, beside a bare echo and the npm pair"
  artifacts/msbuild/bin/Sessions/release/Sessions session --node "$node" --json "${options[@]}" | keep_json session
}

bench_attack() {
  build_benchmark Sessions
  local options=()
  mapfile -t options < <(short_options "$@")
  say "honest sessions while others attack"
  artifacts/msbuild/bin/Sessions/release/Sessions attack --json "${options[@]}" | keep_json attack
}

bench_scale() {
  build_benchmark Load
  say "idle sessions and binds"
  local size=()
  if wants --quick "$@"; then
    size=(--sessions 1000 --idle 5 --binds 2000 --runs 1)
  else
    mapfile -t size < <(short_options "$@")
  fi
  artifacts/msbuild/bin/Load/release/Load scale --json "${size[@]}" | keep_json scale
}

# The figures are those of the disk that the tree is on.
bench_store() {
  build_benchmark Store
  local options=()
  mapfile -t options < <(short_options "$@")
  say "the store, beside a raw log, RocksDB and SQLite on the same disk"
  artifacts/msbuild/bin/Store/release/Store --data artifacts/bench/data --json "${options[@]}" | keep_json store
}

bench_gateway() {
  need_debian postgresql '/usr/lib/postgresql/*/bin/postgres'
  need_debian kannel /usr/sbin/bearerbox
  need_debian strace /usr/bin/strace
  build_cli
  build_benchmark Load
  build_benchmark Sessions
  prepare_node
  say "whole-system load"
  artifacts/msbuild/bin/Load/release/Load bench --smpp "$root/artifacts/bin/smpp" --json --plots artifacts/bench \
    --sessions "$root/artifacts/msbuild/bin/Sessions/release/Sessions" --node "$node" "$@" | keep_json gateway
}

verb_fuzz() { # [oracle | target ...] [options]
  need_dotnet
  local programs=artifacts/msbuild/bin
  if [[ ${1:-} != oracle ]]; then
    say "fuzzing the decoders"
    quietly dotnet build tests/Fuzz -c Release --nologo -v quiet
    "$programs/Fuzz/release/Fuzz" fuzz "$@"
  fi
  if [[ $# -eq 0 || $1 == oracle ]]; then
    say "comparing a million PDUs with the second description of their layouts"
    quietly dotnet build tests/Smpp.Protocol.Tests -c Release --nologo -v quiet
    SMPP_ORACLE_PDUS=1000000 "$programs/Smpp.Protocol.Tests/release/Smpp.Protocol.Tests" -noColor -class '*.OracleTests'
  fi
}

verb_format() {
  need_dotnet
  say "verifying white space and code style (apply with: dotnet format Smpp.sln)"
  dotnet format whitespace Smpp.sln --verify-no-changes
  dotnet format style Smpp.sln --verify-no-changes --severity error
}

verb_pack() {
  need_dotnet
  say "packing the libraries into artifacts/packages, twice to compare"
  scripts/pack.sh artifacts/packages
  ls artifacts/packages
}

verb_ci() {
  need_command gcc gcc libc6-dev
  verb_format
  local sample
  for sample in Codec SendOne MessageCentre; do
    say "publishing samples/$sample ahead of time: a warning of the linker or the compiler is an error"
    CppCompilerAndLinker=gcc quietly dotnet publish "samples/$sample" -c Release -o "artifacts/samples/$sample" --nologo -v quiet
  done
  artifacts/samples/Codec/Codec
  verb_test "$@"
}

verb_help() {
  cat <<'TEXT'
./build.sh VERB [arguments]

  build   the smpp command, ready to run, at artifacts/bin/smpp
  run     the gateway on conf/ with a simulated carrier on 127.0.0.1:2776; arguments go to `smpp run`
  demo    two carriers, the gateway and a load, balanced to the last message  [--messages N] [--json]
  test    every test, with the services they need                             [project name or part of one ...]
  bench   micro, session, attack, scale, store, gateway: all suites of benchmarks, or those named; JSON in artifacts/bench
                                                    [--quick] [--runs N] [--minutes N] [suite ...]
          or two reports beside each other             --compare BASE.json [NEW.json] [--threshold PERCENT] [--only PART ...]
  fuzz    the targets of tests/Fuzz, a minute each, and the oracle     [target ...] [--executions N] [--minutes N] [--keep]
  format  verify white space and code style
  pack    the Smpp.* libraries as NuGet packages in artifacts/packages
  ci      format, ahead-of-time builds of three samples, then test
  help    this text
TEXT
}

verb=${1:-help}
[[ $# -gt 0 ]] && shift
case $verb in
  build | run | demo | test | bench | fuzz | format | pack | ci | help) "verb_$verb" "$@" ;;
  -h | --help) verb_help ;;
  *)
    verb_help >&2
    fail "unknown verb '$verb'"
    ;;
esac
