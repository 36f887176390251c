# jq has doubles only: the shortest texts of floats and their values are the same numbers to it.
[ "$(jq length range.json)" -eq 40001 ]
jq -c '.[]' range.json >one && jq -c . range.jsonl >other && cmp one other
jq -r '.[] | [.x, .silu, .relu] | map(tostring) | join(" ")' range.json | tail -n 1 | grep -qx '20 20 20'
silu-cli eval -f relu nan inf --format json | jq -e '.[0].x == null and .[1].relu == null' >/dev/null
jq -c 'map(.x)' range.json >xs.json
silu-cli compare -i xs.json --format jsonl | cmp - range.jsonl
