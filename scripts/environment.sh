# Sourced by the scripts beside it: finds a Python, makes `.venv` from the pinned packages.
#
#   make_environment run   what the proxy needs
#   make_environment dev   that, and what the tests need
#
# Afterwards $root is the checkout and $python the environment's interpreter.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
environment=$root/.venv
python=$environment/bin/python
lock=$root/.cache/environment.lock

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Prints the path of a Python >= 3.12 that can make environments; pyenv's shims exist for versions
# that do not run, hence every candidate is tried.
find_python() {
    versions=${PYENV_ROOT:-$HOME/.pyenv}/versions
    for candidate in python3.13 python3.12 python3 "$versions"/3.13*/bin/python3 "$versions"/3.12*/bin/python3; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' \
            >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

# The packages of constraints.txt, its development section only for `dev`.
list_packages() {
    if [ "$1" = dev ]; then cat "$root/constraints.txt"; else
        sed '/^# Development/,$d' "$root/constraints.txt"
    fi
}

stamp() {
    { printf '%s\n' "$root"; cat "$root/pyproject.toml" "$root/constraints.txt"; } | cksum
}

is_made() {
    for level in "$1" dev; do
        [ "$(cat "$environment/$level.stamp" 2>/dev/null)" = "$(stamp)" ] &&
            "$python" -c 'import mitmproxy' 2>/dev/null && return
    done
    return 1
}

take_lock() {
    mkdir -p "$root/.cache"
    until mkdir "$lock" 2>/dev/null; do
        owner=$(cat "$lock/owner" 2>/dev/null) || owner=$$
        kill -0 "${owner:-$$}" 2>/dev/null || rm -rf "$lock"
        sleep 1
    done
    trap 'rm -rf "$lock"' EXIT
    trap 'exit 130' INT TERM
    printf '%s\n' $$ >"$lock/owner"
}

release_lock() {
    rm -rf "$lock"
    trap - EXIT INT TERM
}

install_with_uv() {
    # uv knows nothing of pyenv's versions, and fetches a Python where there is none.
    [ -x "$python" ] ||
        uv venv --quiet --python "$(find_python || echo '>=3.12,<3.14')" "$environment" || return
    uv pip install --quiet --python "$python" --no-deps --requirements "$packages" &&
        uv pip install --quiet --python "$python" --no-deps --no-build-isolation --editable "$root"
}

install_with_pip() {
    if ! [ -x "$python" ]; then
        base=$(find_python) || fail 'Dragoman needs Python 3.12 or 3.13, and found none:' \
            'install uv, or python3.13 with its venv module, and run this again.'
        "$base" -m venv "$environment" || return
    fi
    "$python" -m pip install -qq --disable-pip-version-check --no-deps --requirement "$packages" &&
        "$python" -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable "$root"
}

install_packages() {
    packages=$root/.cache/packages.txt
    list_packages "$1" >"$packages"
    # An interpreter that was removed or is too old leaves an environment that cannot be mended.
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null || rm -rf "$environment"
    if command -v uv >/dev/null 2>&1; then install_with_uv; else install_with_pip; fi
}

make_environment() {
    is_made "$1" && return
    take_lock
    if ! is_made "$1"; then
        printf 'Making the environment in .venv (once, about a minute) ...\n' >&2
        install_packages "$1" >&2 || fail "The packages of constraints.txt could not be installed in $environment."
        stamp >"$environment/$1.stamp"
    fi
    release_lock
}
