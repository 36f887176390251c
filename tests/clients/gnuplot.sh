# A plot of CSV with its header is a PNG that is not one color.
gnuplot -e "set terminal pngcairo size 400,300; set output 'plot.png'; set datafile separator ',';
  set key autotitle columnhead; plot for [i=2:3] 'range.csv' using 1:i with lines" 2>&1 ||
  gnuplot -e "set terminal png size 400,300; set output 'plot.png'; set datafile separator ',';
    set key autotitle columnhead; plot for [i=2:3] 'range.csv' using 1:i with lines"
head -c 8 plot.png | od -An -tx1 | grep -q '89 50 4e 47 0d 0a 1a 0a'
[ "$(wc -c <plot.png)" -gt 3000 ]
