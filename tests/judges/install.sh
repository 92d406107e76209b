#!/usr/bin/env bash
# Install the judges: system packages where possible, the others into .judges/. Names those that are missing.
# Quiet when everything is there. A missing judge is a failure when CI=true or JUDGES=required.
# PYTHON is the interpreter to use (default python3).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
judges=${JUDGES_DIR:-$here/../../.judges}
"$here/install-packages.sh"
mkdir -p "$judges"

install_tint() {
    command -v npm >/dev/null || return 0
    cmp -s "$here/package-lock.json" "$judges/node_modules/installed-from.json" && return 0
    echo 'installing Tint' >&2
    cp "$here/package.json" "$here/package-lock.json" "$judges/"
    npm ci --prefix "$judges" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null || return 1
    cp "$here/package-lock.json" "$judges/node_modules/installed-from.json"
}

install_dxc() {
    [[ $(uname -s) == Linux ]] || return 0
    cmp -s "$here/dxc-requirements.txt" "$judges/dxc-installed-from.txt" && return 0
    echo 'installing DXC' >&2
    local download
    download=$(mktemp -d)
    # shellcheck disable=SC2064 # the folder of now is meant
    trap "rm -rf '$download'" RETURN
    "$python" -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: --require-hashes \
        --dest "$download" --requirement "$here/dxc-requirements.txt" >/dev/null || return 1
    tar -xzf "$download"/*.tar.gz -C "$download" --wildcards "*/libdxcompiler_$(uname -m).so.*" || return 1
    mv "$download"/*/*/*/libdxcompiler_* "$judges/libdxcompiler.so" || return 1
    cp "$here/dxc-requirements.txt" "$judges/dxc-installed-from.txt"
}

install_tint || echo 'Tint could not be installed' >&2
install_dxc || echo 'DXC could not be installed' >&2
PYTHONPATH=$here exec "$python" -m judges --list
