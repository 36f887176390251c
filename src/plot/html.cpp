#include "plot/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "plot/svg.h"

namespace silu::plot {
namespace {

constexpr std::string_view kHead = R"(<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; --paper: #fff; --ink: #222; --faint: #e4e4e4; --focus: #0072b2 }
@media (prefers-color-scheme: dark) {
  :root { --paper: #15181c; --ink: #ddd; --faint: #2b3036; --focus: #3d9be0 }
}
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 Helvetica, Arial, sans-serif }
h1 { font-size: 1.4rem; font-weight: 600 }
#cursor { overflow-x: auto; touch-action: pan-y; cursor: crosshair }
#cursor svg { display: block; width: 100%; min-width: 30rem; height: auto }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px }
.plot .hair { stroke: var(--ink); opacity: .5 }
.plot .curve.off { display: none }
#curves { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .5rem 0 }
#curves button { font: inherit; color: inherit; background: none; cursor: pointer;
  border: 1px solid var(--ink); border-radius: .4rem; padding: .2rem .6rem }
#curves button[aria-pressed=false] { opacity: .6; text-decoration: line-through }
#curves output { display: inline-block; min-width: 6.5em; text-align: left }
#curves, table { font-variant-numeric: tabular-nums }
#values { overflow-x: auto; margin: 2rem 0 }
table { border-collapse: collapse }
caption { text-align: left; padding: .3rem 0 }
th, td { text-align: right; padding: .15rem 1.2rem .15rem 0; border-bottom: 1px solid var(--faint) }
th[scope=row] { font-weight: normal }
</style>
)";

// `figure` is what data() below gives.
constexpr std::string_view kScript = R"(
const cursor = document.getElementById('cursor');
const svg = cursor.querySelector('svg');
const groups = [...svg.querySelectorAll('.curve')];
const buttons = [...document.querySelectorAll('#curves button')];
const last = figure.x.length - 1;
let row = 0;

const isOn = (button) => button.getAttribute('aria-pressed') === 'true';

function add(name, attributes, parent) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return parent.appendChild(node);
}
const hair = add('path', { class: 'hair', visibility: 'hidden' }, svg);
const points = groups.map((group) => add('circle', { class: 'point', r: 4, visibility: 'hidden' }, group));

// Puts the cursor on a row and reads it.
function read(at) {
  row = Math.min(Math.max(at, 0), last);
  const across = figure.across[row];
  hair.setAttribute('d', `M${across} ${figure.top}V${figure.bottom}`);
  hair.setAttribute('visibility', 'visible');
  document.getElementById('x').textContent = figure.x[row];
  const texts = [`x = ${figure.x[row]}`];
  figure.curves.forEach((curve, i) => {
    const down = curve.down[row];
    points[i].setAttribute('cx', across);
    points[i].setAttribute('cy', down ?? 0);
    points[i].setAttribute('visibility', down === null ? 'hidden' : 'inherit');
    buttons[i].querySelector('output').textContent = curve.y[row];
    if (isOn(buttons[i])) texts.push(`${curve.title} = ${curve.y[row]}`);
  });
  cursor.setAttribute('aria-valuenow', row);
  cursor.setAttribute('aria-valuetext', texts.join(', '));
}

// The row that is nearest to a place in the picture.
function nearest(across) {
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (figure.across[middle] < across) low = middle + 1; else high = middle;
  }
  return low > 0 && across - figure.across[low - 1] < figure.across[low] - across ? low - 1 : low;
}

for (const kind of ['pointermove', 'pointerdown']) {
  svg.addEventListener(kind, (event) => {
    const place = new DOMPoint(event.clientX, event.clientY);
    read(nearest(place.matrixTransform(svg.getScreenCTM().inverse()).x));
  });
}

cursor.addEventListener('keydown', (event) => {
  const far = Math.max(1, Math.round(last / 20));
  const to = { ArrowLeft: row - 1, ArrowDown: row - 1, ArrowRight: row + 1, ArrowUp: row + 1,
    PageDown: row - far, PageUp: row + far, Home: 0, End: last }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  read(to);
});

buttons.forEach((button, i) => button.addEventListener('click', () => {
  const on = !isOn(button);
  button.setAttribute('aria-pressed', on);
  groups[i].classList.toggle('off', !on);
  read(row);
}));

read(Math.floor(last / 2));
)";

using Json = nlohmann::ordered_json;

std::string text(const Figure& figure, double value) {
  return std::isfinite(value) ? shortest(figure, value) : fmt::format("{}", value);
}

Json texts(const Figure& figure, const std::vector<double>& values) {
  Json result = Json::array();
  for (const double value : values) result.push_back(text(figure, value));
  return result;
}

// A length in tenths of a pixel.
double rounded(double pixels) {
  return std::round(pixels * 10) / 10;
}

// What the script knows: the numbers as texts, and where they are in the picture.
std::string data(const Figure& figure) {
  const Layout layout = lay_out(figure);
  Json across = Json::array();
  for (const double x : figure.x) across.push_back(rounded(layout.across(x)));
  Json curves = Json::array();
  for (const Curve& curve : figure.curves) {
    Json down = Json::array();
    for (const double y : curve.y) {
      down.push_back(std::isfinite(y) ? Json(rounded(layout.down(y))) : Json());
    }
    curves.push_back({{"title", curve.name.title}, {"y", texts(figure, curve.y)}, {"down", down}});
  }
  std::string json = Json{
      {"top", layout.top},
      {"bottom", layout.bottom()},
      {"x", texts(figure, figure.x)},
      {"across", across},
      {"curves", curves}}.dump();
  // Nothing in a script may look like its end.
  for (std::size_t at = 0; (at = json.find('<', at)) != std::string::npos;) {
    json.replace(at, 1, "\\u003c");
  }
  return json;
}

std::string buttons(const Figure& figure) {
  std::string html;
  for (const Curve& curve : figure.curves) {
    html +=
        fmt::format("<button type=\"button\" aria-pressed=\"true\">{} <output></output></button>\n",
                    escape(curve.name.title));
  }
  return html;
}

// Evenly spread over all, both ends among them.
std::vector<std::size_t> rows_to_list(const Figure& figure) {
  constexpr std::size_t kMost = 25;
  const std::size_t count = std::min(figure.x.size(), kMost);
  std::vector<std::size_t> rows = {0};
  for (std::size_t i = 1; i < count; ++i) rows.push_back(i * (figure.x.size() - 1) / (count - 1));
  return rows;
}

std::string table(const Figure& figure) {
  std::string html = "<tr><th scope=\"col\">x</th>";
  for (const Curve& curve : figure.curves) {
    html += fmt::format("<th scope=\"col\">{}</th>", escape(curve.name.title));
  }
  html += "</tr>\n</thead>\n<tbody>\n";
  for (const std::size_t row : rows_to_list(figure)) {
    html += fmt::format("<tr><th scope=\"row\">{}</th>", text(figure, figure.x[row]));
    for (const Curve& curve : figure.curves) {
      html += fmt::format("<td>{}</td>", text(figure, curve.y[row]));
    }
    html += "</tr>\n";
  }
  return html;
}

}  // namespace

std::string draw_html(const Figure& figure) {
  const std::string name = escape(title(figure));
  return fmt::format(R"(<!DOCTYPE html>
<html lang="en">
<head>
<title>{0}</title>
{1}</head>
<body>
<main>
<h1>{0}</h1>
<div id="cursor" tabindex="0" role="slider" aria-label="x" aria-describedby="plot-description help" aria-valuemin="0" aria-valuemax="{2}" aria-valuenow="0">
{3}</div>
<div id="curves" role="group" aria-label="Show or hide curves">
<span>x = <output id="x"></output></span>
{4}</div>
<p id="help">Move the pointer over the plot to read values, or select the plot and use the arrow keys. A button hides or shows its curve.</p>
<div id="values" tabindex="0" role="region" aria-label="Table of values">
<table>
<caption>Values at {5} of {6} x</caption>
<thead>
{7}</tbody>
</table>
</div>
</main>
<script>
const figure = {8};{9}</script>
</body>
</html>
)",
                     name, kHead, figure.x.size() - 1, draw_svg(figure), buttons(figure),
                     rows_to_list(figure).size(), figure.x.size(), table(figure), data(figure),
                     kScript);
}

}  // namespace silu::plot
