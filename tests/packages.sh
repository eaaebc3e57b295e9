#!/usr/bin/env bash
# Packs the libraries, here and in a clone that lies elsewhere, and compares the bytes. Uses them as a stranger would: a fresh console
# project that knows nothing but the packages runs the snippet of README.md, and is published as native code (AOT) without a warning and
# run again.
#
#   tests/packages.sh [--no-build]      after a build with CI=true, --no-build packs what is there
set -euo pipefail
cd "$(dirname "$0")/.."
export CI=true DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDTERMINALLOGGER=off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

quietly() {
    "$@" >"$work/log" 2>&1 || { cat "$work/log"; echo "FAILED: $*"; exit 1; }
    if grep -E ': warning ' "$work/log"; then
        echo "FAILED, warnings: $*"
        exit 1
    fi
}

# pack DESTINATION OPTION...: both packages of the checkout that is the current folder.
pack() {
    local destination=$1 project
    shift
    for project in MdnSimd MdnSimd.Onnx; do
        quietly dotnet pack "src/$project" -c Release -o "$destination" "$@"
    done
}

# The time of everything in a package. The clone has what is not committed, too.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
git clone -q . "$work/elsewhere"
git ls-files -z -co --exclude-standard | tar --null --ignore-failed-read -T - -cf - | tar -C "$work/elsewhere" -xf -
pack "$work/packages" "$@"
(cd "$work/elsewhere" && pack "$work/again")
for package in MdnSimd MdnSimd.Onnx; do
    file=$(ls "$work/packages/$package".[0-9]*.nupkg)
    version=$(basename "$file" .nupkg) && version=${version#"$package".}
    names=$(unzip -Z1 "$file" && unzip -Z1 "${file%.nupkg}.snupkg")
    for name in LICENSE README.md lib/net{9,10}.0/"$package".{dll,xml,pdb}; do
        grep -qxF "$name" <<<"$names" || { echo "FAILED: $package has no $name"; exit 1; }
    done
    for kind in nupkg snupkg; do
        cmp "$work/packages/$package.$version.$kind" "$work/again/$package.$version.$kind" || {
            diff <(unzip -v "$work/packages/$package.$version.$kind") <(unzip -v "$work/again/$package.$version.$kind") || true
            echo "FAILED: $package packed elsewhere has other bytes"
            exit 1
        }
    done
done
for package in MdnSimd MdnSimd.Onnx; do
    unzip -p "$work/packages/$package.$version.nupkg" "$package.nuspec" | grep -F "<copyright>$(grep '^Copyright' LICENSE)</copyright>" >/dev/null \
        || { echo "FAILED: $package has another copyright than LICENSE"; exit 1; }
done
unzip -p "$work/packages/MdnSimd.Onnx.$version.nupkg" MdnSimd.Onnx.nuspec | grep -F "id=\"MdnSimd\" version=\"[$version]\"" >/dev/null \
    || { echo "FAILED: MdnSimd.Onnx does not ask for the engine of its own version"; exit 1; }

# Packages of others come from where they always do, but ours neither from there nor into it: a version is unpacked once only.
project=$work/Consumer
mkdir "$project"
shared=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
cat >"$work/Directory.Build.props" <<EOF
<Project>
  <PropertyGroup>
    <RestoreAdditionalProjectSources>$work/packages</RestoreAdditionalProjectSources>
    <RestorePackagesPath>$work/unpacked</RestorePackagesPath>
    <RestoreFallbackFolders>$shared</RestoreFallbackFolders>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
</Project>
EOF
cd "$project"
quietly dotnet new console --aot --no-restore
sed -i 's|<TargetFramework>net10.0</TargetFramework>|<TargetFrameworks>net10.0;net9.0</TargetFrameworks>|
        s|<PublishAot>true|<PublishAot Condition="'"'\$(TargetFramework)' == 'net9.0'"'">true|' Consumer.csproj
quietly dotnet add package MdnSimd --version "$version" --no-restore
quietly dotnet add package MdnSimd.Onnx --version "$version" --no-restore
{
    printf 'using MdnSimd;\nusing MdnSimd.Mixtures;\nusing MdnSimd.Onnx;\n\n'
    sed -n '/^```csharp$/,/^```$/ { /^```/! p }' "$OLDPWD/README.md"
    cat <<'EOF'

OnnxExport.Save(model, "geyser.onnx");
string where = System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported ? "JIT" : "native";
Console.WriteLine(FormattableString.Invariant($"{where}: median {median:R}, surprise {surprise:R}, {fit.Report.ParameterCount} parameters"));
return median is > 3 and < 5 && new FileInfo("geyser.onnx").Length > 1000 ? 0 : 1;
EOF
} >Program.cs
quietly dotnet build -c Release -f net10.0
quietly dotnet publish -c Release -f net9.0 -r linux-x64 -p:IlcInstructionSet=x86-x64-v3 -p:TrimmerSingleWarn=false -o "$work/published"
bin/Release/net10.0/Consumer
"$work/published/Consumer"
[ -e "$work/unpacked/mdnsimd/$version" ] || { echo "FAILED: the package was not what ran"; exit 1; }
ls "$work/packages"
