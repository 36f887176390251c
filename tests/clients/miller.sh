# Miller keeps the text of what it reads, so what it writes back is the same.
mlr --csv cat range.csv | cmp - range.csv
mlr --tsv cat range.tsv | cmp - range.tsv
mlr --icsv --otsv cat range.csv | cmp - range.tsv
mlr --ijsonl --ojson cat range.jsonl | mlr --ijson --ojsonl cat | cmp - range.jsonl
mlr --ijson --ojsonl cat range.json | cmp - range.jsonl
# --keep is what `mlr put` does.
printf 'id,x\na,-1\nb,2\n' >table.csv
silu-cli eval -f relu -i table.csv --column x --keep >ours
mlr --csv put '$relu = max($x, 0)' table.csv | cmp - ours
