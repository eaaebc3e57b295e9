#!/usr/bin/env bash
# Prints what has to go with native code: who wrote what it contains beside ours, the .NET runtime and packages, and their licences.
#
#   src/notices/notices.sh NAME.ilc.rsp      the native compiler's response file, which names every assembly that it was given
#
# Texts come from the packages themselves. One that has none names its licence, whose text is the one beside this script.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
ours=$(dirname "$here")

fail() {
    echo "notices.sh: $*" >&2
    exit 1
}

# package_of FOLDER: the folder of the package that it lies in; nothing where it is one of ours.
package_of() {
    local folder=$1
    while [ "$folder" != / ] && [ "$folder" != "$ours" ]; do
        if compgen -G "$folder/*.nuspec" >/dev/null; then
            echo "$folder"
            return
        fi
        folder=$(dirname "$folder")
    done
    [ "$folder" = "$ours" ] || fail "$1 lies in no package"
}

# field NAME DESCRIPTION: an element of a package's description.
field() {
    grep -oE -m1 "<$1( [^>]*)?>[^<]*" <<<"$2" | sed -e 's/^[^>]*>//' -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&quot;/"/g' -e 's/&amp;/\&/g'
}

# text_of EXPRESSION: the first licence of "A OR B" whose text is known.
text_of() {
    local licence
    for licence in ${1//OR/ }; do
        if [ "$licence" = MIT ]; then
            sed -n '/^Permission is hereby granted/,$p' "$ours/../LICENSE"
            return
        elif [ -e "$here/$licence.txt" ]; then
            cat "$here/$licence.txt"
            return
        fi
    done
    fail "no text of the licence '$1'"
}

# A text that two packages share is printed once.
declare -A printed
print_once() {
    local key
    key=$(sha256sum <"$2")
    if [ "${printed[$key]:-}" ]; then
        printf '%s: as of %s, above.\n\n' "$(basename "$2")" "${printed[$key]}"
    else
        printed[$key]=$1
        tr -d '\r' <"$2" | sed '1s/^\xef\xbb\xbf//'
        echo
    fi
}

packages=$(sed -n 's/^-r:\(.*\)\/[^/]*$/\1/p' "$1" | sort -u | while read -r folder; do package_of "$folder"; done | sort -u)
[ "$packages" ] || fail "$1 names no package"
cat <<'EOF'
This is native code, and contains the .NET runtime and packages. Each is named here with its authors and its licence, and with the notices
of what it contains in turn.

EOF
while read -r folder; do
    description=$(tr -d '\r' <"$(echo "$folder"/*.nuspec)")
    id=$(field id "$description")
    licence=$(field license "$description") || fail "$id names no licence"
    printf '%s\n%s %s\n' "$(printf '=%.0s' {1..80})" "$id" "$(field version "$description")"
    field copyright "$description" || field authors "$description" | sed 's/^/Copyright /'
    printf 'Licence: %s\n' "$licence"
    field projectUrl "$description" || true
    echo
    mapfile -t texts < <(find "$folder" -maxdepth 1 -iname 'licen[sc]e*' | sort)
    if [ "${#texts[@]}" -eq 0 ]; then
        text_of "$licence"
        echo
    fi
    mapfile -t -O "${#texts[@]}" texts < <(find "$folder" -maxdepth 1 -iname 'third*part*notice*' | sort)
    for text in "${texts[@]}"; do
        print_once "$id" "$text"
    done
done <<<"$packages"
