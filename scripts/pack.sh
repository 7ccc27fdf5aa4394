#!/usr/bin/env bash
# Packs the Smpp.* libraries into a folder, which is made anew: scripts/pack.sh FOLDER, for `./build.sh pack` and `./build.sh test`.
#
# The libraries are built twice, in different places, and must come out octet for octet alike: whoever doubts a package can build it
# again and compare. What the analysers find, every other build says.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=scripts/common.sh
source scripts/common.sh

# A tree of its own, wherever that is: what is built in it names no file elsewhere.
pack() { # name
  local tree=$work/$1
  mkdir "$tree"
  cp -R src Smpp.sln Packages.slnf Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig global.json LICENSE \
    "$tree"
  quietly dotnet pack "$tree/Packages.slnf" -c Release --nologo -v quiet -p:ArtifactsPath="$tree/artifacts" -p:PathMap="$tree=/_" \
    -p:PackageOutputPath="$tree/packages" -p:EnableSourceControlManagerQueries=false -p:EnableSourceLink=false -p:RunAnalyzers=false
}

# The names in an archive stand in it as they are, and the .nuspec beside the build's objects is the one in the package.
check() { # library
  local library=$1 package symbols nuspec wanted
  package=$(compgen -G "$packages/$library.[0-9]*.nupkg") || fail "there is no package of $library: is it in Packages.slnf?"
  symbols=${package%.nupkg}.snupkg
  [[ -f $symbols ]] || fail "$package has no symbols beside it"
  grep -qaF "lib/net10.0/$library.pdb" "$symbols" || fail "$symbols does not hold the symbols of $library.dll"
  for wanted in README.md "lib/net10.0/$library.dll" "lib/net10.0/$library.xml"; do
    grep -qaF "$wanted" "$package" || fail "$package has no $wanted"
  done
  nuspec=$(find "$work/first/artifacts/obj/$library" -name "$library.[0-9]*.nuspec" ! -name '*.symbols.nuspec')
  [[ -f $nuspec ]] || fail "the build of $library wrote no .nuspec"
  for wanted in '<license type="expression">MIT</license>' '<readme>README.md</readme>' '<authors>Smpp contributors</authors>'; do
    grep -qF "$wanted" "$nuspec" || fail "$package says no $wanted"
  done
  grep -qE '<description>[^<]*SMPP' "$nuspec" || fail "$package has no description that says what it is: <Description> in its project"
  cmp -s "$work"/{first,second}/artifacts/bin/"$library"/release/"$library".dll || fail "$library.dll differs from build to build"
}

[[ $# -eq 1 ]] || fail "scripts/pack.sh takes the folder that the packages go to"
need_dotnet
rm -rf "$1"
mkdir -p "$1"
packages=$(cd "$1" && pwd)
work=$(mktemp -d)
# shellcheck disable=SC2064
trap "wait; rm -rf '$work'" EXIT
pack second &
second=$!
pack first
wait "$second"
if compgen -G "$work/first/packages/*" >/dev/null; then cp "$work"/first/packages/* "$packages"; fi
for library in src/Smpp.*/; do check "$(basename "$library")"; done
