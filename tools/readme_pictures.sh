#!/bin/sh
# The README's pictures, made by the program itself: tools/readme_pictures.sh [VIEWER]
set -eu
viewer=${1:-anatomy-viewer}
out=$(dirname "$0")/../docs/pictures
mkdir -p "$out"
muscle="--select obturator_internus_left"
# shellcheck disable=SC2086  # two words are meant
{
    "$viewer" snapshot "$out/neutral.png" --force $muscle --size 1000x750
    "$viewer" snapshot "$out/pelvic.png" --force --view pelvic $muscle --size 1000x750
    "$viewer" snapshot "$out/neighbours.png" --force --neighbours --size 1000x750
    "$viewer" snapshot "$out/flexed.png" --force $muscle --flexion 90 --size 1000x750
}
