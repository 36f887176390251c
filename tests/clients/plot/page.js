// Runs at the end of a page: uses it as a reader would, and leaves what went wrong, or "passed", in
// the attribute data-test of its root.
const wrong = [];
function check(what, got, expected) {
  if (got !== expected) wrong.push(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(expected)}`);
}
const one = (selector) => document.querySelector(selector);
const shown = (node) => getComputedStyle(node).display !== 'none';
const outputs = () => buttons.map((button) => button.querySelector('output').textContent).join(' ');
const press = (key) => cursor.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));

// A mouse at a row of the picture, or so many pixels aside, wherever on the screen that is.
function point(at, kind = 'pointermove', aside = 0) {
  const place = new DOMPoint(figure.across[at] + aside, 200).matrixTransform(svg.getScreenCTM());
  const event = { clientX: place.x, clientY: place.y, bubbles: true };
  document.elementFromPoint(place.x, place.y).dispatchEvent(new PointerEvent(kind, event));
}

const rowOf = (x) => figure.x.indexOf(x);
point(rowOf('1'));
check('x under the mouse', one('#x').textContent, '1');
check('values under the mouse', outputs(), '0.7310586 1 0.7310586');
check('what is read out', cursor.getAttribute('aria-valuetext'),
  'x = 1, SiLU = 0.7310586, ReLU = 1, Sigmoid = 0.7310586');
check('the cursor', one('.hair').getBoundingClientRect().x.toFixed(0),
  new DOMPoint(figure.across[rowOf('1')], 0).matrixTransform(svg.getScreenCTM()).x.toFixed(0));
point(rowOf('-2'), 'pointerdown');
check('values under a finger', outputs(), '-0.23840584 0 0.11920292');

for (const aside of [-0.3, 0.3]) {
  point(rowOf('-2'), 'pointermove', aside);
  check('the nearest x', one('#x').textContent, '-2');
}

press('ArrowRight');
check('one row to the right', one('#x').textContent, '-1.98');
press('ArrowLeft');
press('ArrowLeft');
check('two rows to the left', one('#x').textContent, '-2.02');
press('End');
press('ArrowRight');
check('the end', one('#x').textContent, '6');
press('PageDown');
check('a page down', one('#x').textContent, '5.4');
press('Home');
press('ArrowDown');
check('the beginning', one('#x').textContent, '-6');
check('where a slider says it is', cursor.getAttribute('aria-valuenow'), '0');

const relu = buttons[1];
check('a curve at first', shown(groups[1]), true);
relu.click();
check('a curve switched off', shown(groups[1]), false);
check('its button', relu.getAttribute('aria-pressed'), 'false');
check('the others', shown(groups[0]) && shown(groups[2]), true);
check('what is read out of the others', cursor.getAttribute('aria-valuetext'),
  'x = -6, SiLU = -0.014835739, Sigmoid = 0.0024726233');
relu.click();
check('a curve switched on again', shown(groups[1]), true);
check('its button then', relu.getAttribute('aria-pressed'), 'true');

const cells = [...document.querySelectorAll('tbody tr')].map((row) => row.innerText);
check('rows of the table', cells.length, 25);
check('a row of the table', cells[14], '1\t0.7310586\t1\t0.7310586');
check('heads of the table', one('thead tr').innerText, 'x\tSiLU\tReLU\tSigmoid');
check('what was fetched', performance.getEntriesByType('resource').length, 0);

document.documentElement.dataset.test = wrong.length === 0 ? 'passed' : wrong.join('; ');
