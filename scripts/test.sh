#!/usr/bin/env bash
# Builds and runs the test projects: scripts/test.sh [project name or part of one ...], as `./build.sh test`.
# A run of all projects packs the libraries too, which counts as one test more.
# The last line is `N passed, N failed`; the exit code is 1 if anything failed, crashed, was skipped, or held no test.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=scripts/common.sh
source scripts/common.sh

readonly results=$root/artifacts/test-results
readonly limit_seconds=900
readonly at_once=$(($(nproc) > 4 ? 4 : $(nproc)))

# What takes longest starts first, so that the run is not waiting for it alone at its end.
readonly longest_first=(Faults Interop Gateway.Tests Storage.Tests Simulation)

select_projects() { # filters...
  local project file
  for project in "${longest_first[@]}"; do
    if [[ -f tests/$project/$project.csproj ]]; then echo "$project"; fi
  done
  for file in tests/*/*.csproj; do
    project=$(basename "$file" .csproj)
    [[ " ${longest_first[*]} " == *" $project "* ]] || echo "$project"
  done
}

matches() { # project filters...
  local project=${1,,} filter
  shift
  [[ $# -eq 0 ]] && return
  for filter in "$@"; do
    [[ $project == *"${filter,,}"* ]] && return
  done
  return 1
}

prepare() { # what this project's tests find on a machine that has only the SDK and apt
  case $1 in
    Storage.Tests | Gateway.Tests) need_debian postgresql '/usr/lib/postgresql/*/bin/postgres' ;;
    Faults)
      need_debian postgresql '/usr/lib/postgresql/*/bin/postgres'
      need_debian faketime /usr/bin/faketime
      need_debian strace /usr/bin/strace
      ;;
    Interop)
      need_debian kannel /usr/sbin/bearerbox
      need_debian kannel-extras /usr/lib/kannel/test/drive_smpp
      need_debian openssl /usr/bin/openssl
      need_debian tshark /usr/bin/tshark
      need_node_client
      ;;
  esac
}

need_node_client() {
  install_node_packages tests/Interop/node artifacts/interop/node
}

declare -A project_of=()
passed=0
failed=0

start() { # project
  local project=$1
  # A session of its own, so that whatever the tests left running can be ended as one group.
  setsid timeout --kill-after=10 "$limit_seconds" "artifacts/msbuild/bin/$project/release/$project" \
    -noColor -noAutoReporters -failSkips -junit "$results/$project.xml" \
    >"$results/$project.log" 2>&1 </dev/null &
  project_of[$!]=$project
}

finish_one() {
  local pid status=0
  wait -n -p pid "${!project_of[@]}" || status=$?
  kill -KILL -- "-$pid" 2>/dev/null || true
  count "${project_of[$pid]}" "$status"
  unset "project_of[$pid]"
}

count() { # project exit-code
  local project=$1 status=$2 log=$results/$1.log summary
  summary=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+.*Time: [0-9.]+s' "$log" | tail -n 1 || true)
  if [[ ! $summary =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+).*Time:\ ([0-9.]+s) ]]; then
    cat "$log"
    if grep -qE 'Total: 0$' "$log"; then
      echo "$project: holds no test"
    elif [[ $status -eq 124 ]]; then
      echo "$project: ended after $limit_seconds s without a result"
    else
      echo "$project: crashed, exit code $status"
    fi
    failed=$((failed + 1))
    return
  fi
  local total=${BASH_REMATCH[1]} bad=$((BASH_REMATCH[2] + BASH_REMATCH[3] + BASH_REMATCH[4])) time=${BASH_REMATCH[5]}
  if [[ $bad -eq 0 && $status -ne 0 ]]; then bad=1; fi
  local good=$((total > bad ? total - bad : 0))
  passed=$((passed + good))
  failed=$((failed + bad))
  if [[ $bad -gt 0 ]]; then cat "$log"; fi
  echo "$project: $good passed, $bad failed, $time"
}

# Before the tests, which would wait for a processor beside it.
pack_libraries() {
  local packages status=0 began=$SECONDS
  say "packing the libraries"
  packages=$(mktemp -d)
  scripts/pack.sh "$packages" || status=$?
  rm -rf "$packages"
  if [[ $status -eq 0 ]]; then
    passed=$((passed + 1))
    echo "packages: 1 passed, 0 failed, $((SECONDS - began))s"
  else
    failed=$((failed + 1))
    echo "packages: 0 passed, 1 failed; ./build.sh pack shows the same"
  fi
}

end_all() {
  local pid
  for pid in "${!project_of[@]}"; do
    kill -TERM -- "-$pid" 2>/dev/null || true
  done
}

trap end_all EXIT
trap 'exit 130' INT TERM

need_dotnet
projects=()
for project in $(select_projects); do
  if matches "$project" "$@"; then projects+=("$project"); fi
done
[[ ${#projects[@]} -gt 0 ]] || fail "no test project is named like: $*"

for project in "${projects[@]}"; do prepare "$project"; done

if [[ $# -eq 0 ]]; then
  say "building Smpp.sln"
  quietly dotnet build Smpp.sln -c Release --nologo -v quiet
else
  for project in "${projects[@]}"; do
    say "building tests/$project"
    quietly dotnet build "tests/$project" -c Release --nologo -v quiet
  done
fi

rm -rf "$results"
mkdir -p "$results"
if [[ $# -eq 0 ]]; then pack_libraries; fi
say "running ${#projects[@]} test projects, $at_once at a time; logs in artifacts/test-results"
for project in "${projects[@]}"; do
  if [[ ${#project_of[@]} -ge $at_once ]]; then finish_one; fi
  start "$project"
done
while [[ ${#project_of[@]} -gt 0 ]]; do finish_one; done

echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
