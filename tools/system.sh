#!/bin/sh
# The programs that tests and the demo use beside Python: independent readers of movies and EXR, an editor's engine (melt),
# a C++ compiler for the OpenFX plugin and its tests, a screen and fonts for the panel, a reader of Tractor's job files (tcl), networks
# between stand-ins for machines (iproute2), and a real clip.
# uprez itself needs none of them. Installs what is missing on Debian and its relatives; elsewhere says what to install.
set -eu

clip=/usr/share/forensics-samples/original-files/movie1/VID_20191220_170832.mp4
packages=""
command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null || packages="$packages ffmpeg"
command -v oiiotool >/dev/null || packages="$packages openimageio-tools"
command -v exrheader >/dev/null || packages="$packages openexr"
command -v g++ >/dev/null || packages="$packages g++"
command -v cmake >/dev/null || packages="$packages cmake"
command -v ninja >/dev/null || packages="$packages ninja-build"
command -v melt >/dev/null || packages="$packages melt"
command -v xvfb-run >/dev/null && command -v xauth >/dev/null || packages="$packages xvfb xauth"
command -v tclsh >/dev/null || packages="$packages tcl"
command -v ip >/dev/null || packages="$packages iproute2"
if command -v dpkg-query >/dev/null; then # what Qt draws and writes with
    for needed in libegl1 libgl1 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 \
        libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 fonts-dejavu-core fonts-nanum; do
        dpkg-query -W -f '${Status}' "$needed" 2>/dev/null | grep -q "ok installed" || packages="$packages $needed"
    done
fi
test -f "$clip" || packages="$packages forensics-samples-files"
"${PYTHON:-python3}" -c 'import ensurepip' 2>/dev/null || packages="$packages python3-venv"
test -z "$packages" && exit 0

if ! command -v apt-get >/dev/null; then
    echo "Please install, by the names they have on this system:$packages" >&2
    echo "(forensics-samples-files is a Debian package with a real clip; make demo CLIP=your.mov does without it.)" >&2
    command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null && command -v oiiotool >/dev/null && command -v exrheader >/dev/null && exit 0
    exit 1
fi

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo"
fi
echo "Installing:$packages"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get -qq update
# shellcheck disable=SC2086 # one word a package
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends $packages >/dev/null
