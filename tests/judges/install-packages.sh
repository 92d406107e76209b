#!/usr/bin/env bash
# Install the system packages of packages.txt that are missing, where that is possible (Debian, as root).
# Elsewhere name them. Quiet when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")"

present() {
    case $1 in
        /*) compgen -G "$1" >/dev/null ;;
        *'['*) local folder; for folder in ${PATH//:/ }; do compgen -G "$folder/$1" >/dev/null && return 0; done; return 1 ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

missing=()
while read -r probe packages; do
    [[ -z $probe || $probe == '#'* ]] || present "$probe" || missing+=("$packages")
done <packages.txt
[[ ${#missing[@]} -gt 0 ]] || exit 0

if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    printf 'not installed (needs root and apt): %s\n' "${missing[@]}" >&2
    exit 0
fi

export DEBIAN_FRONTEND=noninteractive
apt=(apt-get -q -o DPkg::Lock::Timeout=600)
"${apt[@]}" update >/dev/null
names=()
for packages in "${missing[@]}"; do
    for name in $packages; do
        if apt-cache show "$name" >/dev/null 2>&1; then names+=("$name"); break; fi
    done
done
echo "installing ${names[*]}" >&2
"${apt[@]}" install -y --no-install-recommends "${names[@]}" >/dev/null
