#!/bin/sh
# Make sure of what pip cannot install: the system libraries that Qt and VTK load (ldd on Qt's
# libqxcb.so and on VTK's modules names them), Python's venv, and for the tests a virtual
# display and a browser.
#
#   tools/system_packages.sh run|test
#
# On Debian and Ubuntu what is missing is installed when that is allowed; otherwise the one command
# to run is printed and the status is 1. Elsewhere nothing is done: wheels bring what they need.
set -eu

PATH="$PATH:/usr/sbin:/sbin"
purpose=${1:-run}
python=${PYTHON:-python3}

command -v apt-get >/dev/null 2>&1 || exit 0

# soname, then the package that has it. libglib2.0-0 is libglib2.0-0t64 in Debian 13 and Ubuntu
# 24.04, which provides the old name.
libraries="
libGL.so.1                libgl1
libEGL.so.1               libegl1
libGLX_mesa.so.0          libglx-mesa0
libEGL_mesa.so.0          libegl-mesa0
libX11.so.6               libx11-6
libX11-xcb.so.1           libx11-xcb1
libXext.so.6              libxext6
libXrender.so.1           libxrender1
libSM.so.6                libsm6
libICE.so.6               libice6
libdbus-1.so.3            libdbus-1-3
libfontconfig.so.1        libfontconfig1
libfreetype.so.6          libfreetype6
libglib-2.0.so.0          libglib2.0-0
libxkbcommon.so.0         libxkbcommon0
libxkbcommon-x11.so.0     libxkbcommon-x11-0
libxcb.so.1               libxcb1
libxcb-icccm.so.4         libxcb-icccm4
libxcb-image.so.0         libxcb-image0
libxcb-keysyms.so.1       libxcb-keysyms1
libxcb-randr.so.0         libxcb-randr0
libxcb-render.so.0        libxcb-render0
libxcb-render-util.so.0   libxcb-render-util0
libxcb-shape.so.0         libxcb-shape0
libxcb-shm.so.0           libxcb-shm0
libxcb-sync.so.1          libxcb-sync1
libxcb-util.so.1          libxcb-util1
libxcb-xfixes.so.0        libxcb-xfixes0
libxcb-xinerama.so.0      libxcb-xinerama0
libxcb-xkb.so.1           libxcb-xkb1
"

known=$(ldconfig -p)
missing=$(echo "$libraries" | while read -r soname package; do
    case "$known" in
        *"$soname "*) ;;
        *) [ -z "$soname" ] || printf ' %s' "$package" ;;
    esac
done)

"$python" -c 'import ensurepip, venv' >/dev/null 2>&1 || missing="$missing python3-venv"
if [ "$purpose" = test ]; then
    command -v Xvfb >/dev/null 2>&1 || missing="$missing xvfb"
    # What the interactive page is tested in.
    command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
    command -v chromedriver >/dev/null 2>&1 || missing="$missing chromium-driver"
fi
[ -n "$missing" ] || exit 0

install="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "System packages are missing. Run this once, then try again:" >&2
    echo "  sudo $install" >&2
    exit 1
fi

echo "Installing system packages:$missing"
export DEBIAN_FRONTEND=noninteractive
# Old package lists name files that are gone: fetch them first; a mirror out of reach shows below.
$as_root apt-get update -q >/dev/null || true
# shellcheck disable=SC2086  # the list is meant to be split
if ! $as_root $install >/dev/null; then
    echo "That did not work. Run this yourself, then try again:" >&2
    echo "  sudo apt-get update && sudo $install" >&2
    exit 1
fi
