#!/bin/sh
# Draws docs/picture.svg from a real run: asks a running devnet, under load, with the commands that the
# picture shows, and renders what they printed. Nothing in the picture is written by hand.
#
#   ./quorate devnet up --detach
#   docs/picture.sh              [QUORATE [SVG]]
#
# QUORATE is the command to run (default: ./quorate of this checkout), SVG the file to write.
# QUORATE_PICTURE_RATE is how many transactions per second the load sends (default: 200).
set -eu

docs=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
quorate=${1:-$docs/../quorate}
svg=${2:-$docs/picture.svg}
rate=${QUORATE_PICTURE_RATE:-200}
text=$(mktemp -d)
load=
trap 'rm -rf "$text"; [ -z "$load" ] || kill "$load" 2>/dev/null || :' EXIT

# Runs one command and appends it and what it printed to the dialogue.
say() {
  printf '$ ./quorate %s\n' "$*" >> "$text/dialogue"
  "$quorate" "$@" >> "$text/dialogue" 2>> "$text/errors" || {
    cat "$text/errors" >&2
    exit 1
  }
  printf '\n' >> "$text/dialogue"
}

executed() {
  "$quorate" devnet status --json | awk -F'[:,]' '/"height"/ { print $2 + 0; exit }'
}

before=$(executed)
"$quorate" load --rate "$rate" --warm-up 5 --duration 25 > "$text/load" 2>> "$text/errors" &
load=$!
# The load is under way when the chain grows.
until [ "$(executed)" -gt $((before + 5)) ]; do
  kill -0 "$load" 2> /dev/null || {
    cat "$text/errors" >&2
    exit 1
  }
done

say devnet status
say kv put hello world
say kv get hello --linearizable

wait "$load"
load=
printf '$ ./quorate load --rate %s --warm-up 5 --duration 25\n' "$rate" >> "$text/dialogue"
cat "$text/load" >> "$text/dialogue"

awk '
  function escape(s) {
    gsub(/&/, "\\&amp;", s)
    gsub(/</, "\\&lt;", s)
    gsub(/>/, "\\&gt;", s)
    return s
  }
  { line[NR] = $0; if (length($0) > widest) widest = length($0) }
  END {
    step = 19; top = 52; left = 20
    width = int(left * 2 + widest * 7.85)
    height = top + NR * step + 8
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\"", width, height, width, height
    print " role=\"img\" aria-label=\"A terminal: the status of four nodes under load, a write, a read, and the result of the load\">"
    print "<style>text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, \"DejaVu Sans Mono\", monospace; fill: #d6deeb; white-space: pre }"
    print ".typed { fill: #ffffff; font-weight: 600 } .head { fill: #8aa0b8 } .proof { fill: #7fdb9a }</style>"
    printf "<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#10202f\"/>\n", width, height
    print "<circle cx=\"22\" cy=\"20\" r=\"6\" fill=\"#ff6159\"/><circle cx=\"42\" cy=\"20\" r=\"6\" fill=\"#ffbd2e\"/><circle cx=\"62\" cy=\"20\" r=\"6\" fill=\"#28c941\"/>"
    for (i = 1; i <= NR; i++) {
      if (line[i] == "") continue
      kind = ""
      if (line[i] ~ /^\$ /) kind = " class=\"typed\""
      else if (line[i] ~ /^node +state/) kind = " class=\"head\""
      else if (line[i] ~ /proved by/) kind = " class=\"proof\""
      printf "<text x=\"%d\" y=\"%d\" xml:space=\"preserve\"%s>%s</text>\n", left, top + (i - 1) * step, kind, escape(line[i])
    }
    print "</svg>"
  }
' "$text/dialogue" > "$text/svg"
mv "$text/svg" "$svg"
echo "wrote $svg"
