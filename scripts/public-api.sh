#!/usr/bin/env bash
# Writes the public API of the libraries that no release has shipped yet into their PublicAPI.Unshipped.txt.
# The build fails while these files and the code differ, so that a change of the API is seen in its review.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=scripts/common.sh
source scripts/common.sh

need_dotnet
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for library in Smpp.Protocol Smpp.Session Smpp.Client Smpp.Server Smpp.Hosting Smpp.Testing; do
  declared=src/$library/PublicAPI.Unshipped.txt
  echo '#nullable enable' >"$declared"
  dotnet build "src/$library" --no-incremental --nologo -v quiet -p:TreatWarningsAsErrors=false >"$log" || {
    cat "$log"
    fail "src/$library does not build"
  }
  # A symbol that the analyzer misses is reported as: RS0016: Symbol 'SIGNATURE' is not part of the declared public API
  sed -n "s/.*RS0016: Symbol '\(.*\)' is not part of the declared public API.*/\1/p" "$log" | LC_ALL=C sort -u >>"$declared"
  say "$declared: $(($(wc -l <"$declared") - 1)) symbols"
done
