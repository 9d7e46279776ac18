#!/usr/bin/env bash
# From nothing to a bundle: the road that the released model took, in one command.
#
#   models/speedrun.sh FOLDER            everything; two days of one processor
#   models/speedrun.sh --smoke FOLDER    every step on a few recordings, from the kept weights
#   models/speedrun.sh --list            the steps, without doing any
#
# FOLDER takes cache, runs and the bundle, FOLDER/edge-aac-s. The recordings are in EDGE_AAC_DATA. A
# step that is done is not done again, so that the same command goes on where it was cut off. It ends
# by saying whether the lists of data are those of the released bundle. It judges nothing: what only
# `score` or fold 4 may say stands in models/README.md, under "once per release".
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-$root/.venv/bin/python}
smoke='' listing='' folder=''
for word in "$@"; do
    case $word in
    --smoke) smoke=yes ;;
    --list) listing=yes ;;
    -*)
        echo "$word is not known: models/speedrun.sh [--smoke] [--list] FOLDER" >&2
        exit 2
        ;;
    *) folder=$word ;;
    esac
done
if [ -z "$listing$folder" ]; then
    echo "Name the folder to work in: models/speedrun.sh [--smoke] [--list] FOLDER" >&2
    exit 2
fi
command -v "$python" >/dev/null || {
    echo "$python is not there: make test installs it, or name one with PYTHON." >&2
    exit 1
}

# amount FULL SMALL: how much of something, by the kind of run; what there is none of stays none.
amount() { if [ -n "$smoke" ] && [ "$1" != 0 ]; then echo "$2"; else echo "$1"; fi; }
# small WORDS: flags that a smoke run adds to what a recipe says.
small() { if [ -n "$smoke" ]; then echo "$@"; fi; }

count=0
# step NAME COMMAND...: do it, unless it is done.
step() {
    local name=$1 began
    shift
    count=$((count + 1))
    if [ -n "$listing" ]; then
        echo "$count. $name: $*" | sed "s|$root/||g; s|: lab |: python -m |"
        return
    fi
    if [ -e "steps/$name" ]; then
        echo "$count. $name: done before"
        return
    fi
    began=$(date +%s)
    if ! "$@" >"steps/$name.log" 2>&1; then
        tail -n 3 "steps/$name.log" >&2
        echo "Step $name failed; all it said is in $PWD/steps/$name.log. The same command goes on from there." >&2
        exit 1
    fi
    touch "steps/$name"
    echo "$count. $name: $(($(date +%s) - began)) s"
}
lab() { "$python" -m "$@"; }

kept=$root/models/checkpoint
if [ -z "$listing" ]; then
    mkdir -p "$folder/steps"
    cd "$folder"
    export PYTHONPATH=$root
    if [ -n "$smoke" ]; then
        step recordings lab models.small_corpus data --each 3
        export EDGE_AAC_DATA=$PWD/data
    fi
fi

# Composed examples. Of a small corpus a few of each kind.
pool() { step "pool-$1" lab models.data.pool --name "$1" --singles "$(amount "$2" 60)" --scenes "$(amount "$3" 60)" --seed "$4"; }
pool train 24000 6000 1
pool dev 5000 1500 1
pool fold4 5000 1500 1
pool synthetic 6000 2500 1
pool salient 4500 4500 1
pool company 8000 3000 2
pool company-dev 2500 800 2
pool company-fold4 2500 800 2
pool street 9000 3500 3
pool wild 11000 0 3

# The encoder: each stage by the configuration that it was trained with. Those of `release` meet every
# split that may train; those of `twin` never meet fold 4, and the decoder learns from what they make
# of it. A smoke run begins each stage from the kept weights, or int8 would have nothing to be true to.
deep='--depths 1 3 3 --dilations 1 2 4 8 1 2 4'
encoder() {
    # shellcheck disable=SC2046,SC2086  # flags are words
    step "encoder-$1" lab models.train_encoder --recipe "$kept/$1-config.json" --out "runs/$1" \
        $(small --init "$kept/last.pt" --steps 2 --batch 8 --every 2 $deep)
}
for one in explore twin twin2 twin3 twin5 release release2 release3 release5; do
    encoder "$one"
done

# The decoder, from what encoders hear in recordings that they know and in others that they never met.
decoder() {
    local name=$1
    shift
    step "decoder-$name" lab models.train_decoder --encoder "runs/$name/last.pt" --out "runs/$name" \
        --steps "$(amount 2500 2)" --singles "$(amount 14000 60)" --scenes "$(amount 12000 60)" \
        --batch "$(amount 64 8)" --pools train synthetic salient company --colour 0.5 --medleys 0.3 \
        --noticed 0.3 --sure 0.6 --unseen "$@"
}
decoder release5 runs/explore/last.pt=dev+company-dev runs/twin5/last.pt=fold4+company-fold4

# The tonal network: rounds of lessons, the later ones of what it still mistakes.
few='smoke=1 co=1 sirens=1 mistaken=1 beeps=1 loops=1 recordings=2 jingles=1'
lessons() {
    local first=$1 rounds=$2 ear=$3 amounts=$4
    # shellcheck disable=SC2046,SC2086
    step "lessons-$first" lab models.tonal.lessons --first "$first" --rounds "$(amount "$rounds" 1)" \
        ${ear:+--ear "$ear"} $(if [ -n "$smoke" ]; then echo --amounts $few; elif [ -n "$amounts" ]; then echo --amounts $amounts; fi)
}
tonal() {
    local step_name=$1 run=$2 steps=$3
    shift 3
    step "tonal-$step_name" lab models.tonal.train --run "runs/$run" --steps "$steps" "$@"
}
lessons 0 6 '' ''
tonal a tonal "$(amount 3000 2)" --sizes 56 72 32
lessons 10 12 runs/tonal/last.pt ''
tonal b tonal "$(amount 18100 4)"
lessons 50 8 runs/tonal/last.pt 'smoke=16 co=32 sirens=10 mistaken=100 beeps=20 loops=200 recordings=200 jingles=60'
tonal c tonal-e "$(amount 12000 2)" --start runs/tonal/last.pt --rate 3e-3
lessons 60 6 runs/tonal-e/last.pt 'smoke=16 co=40 sirens=10 mistaken=120 beeps=10 loops=240 recordings=200 jingles=60'
tonal d tonal-e "$(amount 16000 4)" --rate 3e-3
lessons 70 4 runs/tonal-e/last.pt 'smoke=4 co=72 sirens=16 mistaken=40 beeps=10 loops=120 recordings=120 jingles=30'
tonal e tonal-e "$(amount 20000 6)" --rate 3e-3
tonal f tonal-f "$(amount 9000 2)" --start runs/tonal-e/last.pt --rate 2e-3
lessons 80 7 runs/tonal-f/last.pt 'smoke=16 co=40 sirens=10 mistaken=120 beeps=10 loops=240 recordings=200 jingles=60'
tonal g tonal-g "$(amount 9000 2)" --start runs/tonal-f/last.pt --rate 2e-3
step tonal-dev lab models.tonal.lessons --split dev --rounds "$(amount 2 1)" --out cache/tonal-dev \
    $(small --amounts $few)

# Thresholds of its own, until it is known what the encoder is worth beside it.
step tonal-judge lab models.tonal.judge --run runs/tonal-g --speeds "$(amount 3 1)"

# The second network, from the published tagger's weights.
taught() { step "taught-$1" lab models.data.lessons --name "$1" --singles "$(amount "$2" 16)" --scenes "$(amount "$3" 16)" --seed "$4"; }
taught train 12000 3000 21
taught company 4000 1500 22
taught salient 2500 1500 23
taught wild 3000 0 24
taught synthetic 500 250 25
taught street 2000 1000 26
taught sudden 2000 1000 27
# shellcheck disable=SC2046
step trunk-start lab models.train_trunk --recipe "$kept/trunk-explore-config.json" --out runs/trunk-start \
    --init '' --steps "$(amount 6000 2)" --rate 1.5e-3 --warmup 400 $(small --init "$kept/trunk.pt" --batch 4 --every 2)
# shellcheck disable=SC2046
step trunk-explore lab models.train_trunk --recipe "$kept/trunk-explore-config.json" --out runs/trunk-explore \
    $(small --steps 2 --batch 4 --every 2)

# The bundle: int8 for both runtimes, both networks, calibrated, thresholds for a budget of false alarms.
bundle=edge-aac-s
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/pyproject.toml" | head -n 1)
step quantise lab quantize runs/release5 $bundle --tonal runs/tonal-g --version "$version"
step second lab quantize.second --run runs/trunk-explore --into $bundle --weights 0.4 0.6 0
step calibrate lab models.calibrate $bundle runs/thresholds.json
# Both networks' weights by the slope and the offset that were just fitted.
believed() {
    if [ -n "$listing" ]; then
        echo 0.4xSLOPE 0.6xSLOPE OFFSET
    elif [ ! -e steps/weights ]; then
        "$python" -c 'import json; fit = json.load(open("runs/thresholds.json")); print(*(round(one, 3) for one in (0.4 * fit["slope"], 0.6 * fit["slope"], fit["offset"])))'
    fi
}
# shellcheck disable=SC2046
step weights lab quantize.second --run runs/trunk-explore --into $bundle --weights $(believed)
step thresholds lab quantize.thresholds $bundle runs/thresholds.json --version "$version"
step ambient lab models.calibrate $bundle runs/ambient.json --as-it-is
step ambient-thresholds lab quantize.thresholds $bundle runs/ambient.json --version "$version"
step tune lab models.tune $bundle runs/operating-point.json --per-hour 0.8
step operating-point lab quantize.thresholds $bundle runs/operating-point.json --version "$version"
step patterns lab models.tonal.combine $bundle --run runs/tonal-g --speeds "$(amount 3 1)"
step patterns-in lab quantize.tonal --run runs/tonal-g --into $bundle --version "$version"
step background lab models.background --into $bundle --most "$(amount 24000 2000)"

# What it was made of.
# shellcheck disable=SC2046
step lists lab models.data_lists $bundle $([ -n "$smoke" ] || echo --beside "$root/models/edge-aac-s")
if [ -z "$listing" ]; then
    cat steps/lists.log
    echo "The bundle is $PWD/$bundle."
fi
