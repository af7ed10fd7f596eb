#!/bin/sh
# The run that made bundles/audio. From the repository root: sh models/runs/audio.sh [OUT]; every stage resumes, and is skipped when its file is there.
# GPU=1 takes the settings of the shipped run: 8 minutes of one H200, while 16 cores played 12 hours of pieces (there the codec began on the first pieces and
# took in the others as they came: start prepare_audio.py beforehand, in the background). Without it minutes are of one CPU core.
# CODEC_MINUTES SOUND_MINUTES JUDGES_MINUTES MODEL_MINUTES CODEC_BATCH SOUND_BATCH MODEL_BATCH PICTURE_BATCH VARIANTS HOURS WORKERS change them.
# BUNDLE is the folder that is written; CURVES=models/runs also copies the curves to where the repository keeps them.
# A rehearsal of every stage in a few minutes: HOURS=0.1 PIECE_SECONDS=10 CODEC_MINUTES=0.4 SOUND_MINUTES=0.2 JUDGES_MINUTES=0.1 MODEL_MINUTES=0.3 \
#   BUNDLE=/tmp/rehearsal/bundle CURVES=/tmp/rehearsal/curves sh models/runs/audio.sh /tmp/rehearsal
# Needs ../shared/data (audio, clips), the ffmpeg command, Node and the repository's packages (the sampler plays the pieces).
set -e
OUT=${1:-models/runs/out/audio}
DATA=${DATA:-../shared/data}
if [ -n "$GPU" ]; then
  : "${CODEC_MINUTES:=2.5}" "${SOUND_MINUTES:=1.1}" "${MODEL_MINUTES:=4.7}" "${CODEC_BATCH:=96}" "${SOUND_BATCH:=64}" "${JUDGE_WIDTH:=24}" "${CODEC_FRAMES:=24}" "${CODEC_RATE:=1.5e-3}" "${PLAIN_SHARE:=0.35}"
  : "${MODEL_BATCH:=128}" "${PICTURE_BATCH:=48}" "${MODEL_RATE:=1e-3}" "${WARMUP:=200}" "${VARIANTS:=4}" "${HOURS:=13}" "${WORKERS:=11}" "${VALIDATE_MINUTES:=0.6}"
fi
THREADS=${THREADS:-1}
BUNDLE=${BUNDLE:-models/bundles/audio}
mkdir -p "$OUT"
export MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=17179869184 OMP_WAIT_POLICY=PASSIVE OMP_NUM_THREADS=$THREADS
python3 models/scripts/prepare_audio.py --out "$OUT/sound" --hours "${HOURS:-6}" --seconds "${PIECE_SECONDS:-40}" --palettes 1 --workers "${WORKERS:-2}"
[ -d "$OUT/real" ] || python3 models/scripts/prepare_audio.py --out "$OUT/real" --real "$DATA/audio"
[ -f "$OUT/clips.npz" ] || python3 models/scripts/prepare_clips.py --clips "$DATA/clips" --out "$OUT/clips.npz"
codec() {
  python3 models/scripts/train_codec.py --config audio --sound "$OUT/sound" --real "$OUT/real" --out "$OUT/codec" --threads "$THREADS" "$@"
}
codec --stage codes --batch "${CODEC_BATCH:-10}" --rate "${CODEC_RATE:-2e-3}" --frames "${CODEC_FRAMES:-10}" --minutes "${CODEC_MINUTES:-9}" --plain-share "${PLAIN_SHARE:-0.45}"
[ -f "$OUT/codes.npz" ] || python3 models/scripts/encode_audio.py --codec "$OUT/codec/codec.pt" --sound "$OUT/sound" "$OUT/real" --out "$OUT/codes.npz" --books 4 --variants "${VARIANTS:-1}" \
  --threads "$THREADS"
# Encoder and codebooks stand still from here on: codes stay what they are.
codec --stage sound --batch "${SOUND_BATCH:-10}" --rate 5e-4 --frames "${CODEC_FRAMES:-12}" --minutes "${SOUND_MINUTES:-18}"
[ "${JUDGES_MINUTES:-0}" = 0 ] || codec --stage judges --batch "${SOUND_BATCH:-10}" --judge-width "${JUDGE_WIDTH:-8}" --rate 3e-4 --frames "${CODEC_FRAMES:-12}" --minutes "$JUDGES_MINUTES"
# BEGIN_FROM=checkpoint of a model whose weights to take where shapes agree.
BEGIN=
[ -n "$BEGIN_FROM" ] && BEGIN="--begin-from $BEGIN_FROM"
# shellcheck disable=SC2086
python3 models/scripts/train.py --config audio --corpus "$OUT/codes.npz" --clips "$OUT/clips.npz" --out "$OUT/model" --minutes "${MODEL_MINUTES:-21}" \
  --batch "${MODEL_BATCH:-8}" --picture-batch "${PICTURE_BATCH:-16}" --crop 320 --music-only 0.75 --rate "${MODEL_RATE:-1.2e-3}" --contrast 0.5 \
  --warmup "${WARMUP:-100}" --validate-minutes "${VALIDATE_MINUTES:-8}" --workers "${WORKERS:-1}" --threads "$THREADS" $BEGIN --resume
if [ -n "$CURVES" ]; then
  mkdir -p "$CURVES"
  for part in codec model; do
    name=audio.codec
    [ "$part" = model ] && name=audio
    for file in train.csv validation.csv curves.png; do cp "$OUT/$part/$file" "$CURVES/$name.$file"; done
  done
fi
python3 models/scripts/export_rvq.py --checkpoint "$OUT/model/best.pt" --codec "$OUT/codec/codec.pt" --corpus "$OUT/codes.npz" --clips "$OUT/clips.npz" \
  --bundle "$BUNDLE"
