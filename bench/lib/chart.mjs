// A line chart as SVG: axes with units, each line named at its end. Its colours follow the reader's light or dark scheme.

const WIDTH = 760;
const HEIGHT = 420;
const LEFT = 84;
const RIGHT = 190;
const TOP = 56;
const BOTTOM = 68;
const NAME_HEIGHT = 20;

const STYLE = `
  .back { fill: #ffffff } text { fill: #1f2328; font: 15px system-ui, sans-serif }
  .title { font-weight: 600; font-size: 17px } .axis { stroke: #59636e } .grid { stroke: #d1d9e0 }
  .line { fill: none; stroke-width: 2.5 } .l0 { stroke: #0969da } .d0 { fill: #0969da } .l1 { stroke: #bc4c00; stroke-dasharray: 7 4 } .d1 { fill: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    .back { fill: #0d1117 } text { fill: #f0f6fc } .axis { stroke: #9198a1 } .grid { stroke: #3d444d }
    .l0 { stroke: #4493f8 } .d0 { fill: #4493f8 } .l1 { stroke: #f0883e } .d1 { fill: #f0883e }
  }`;

/** `lines`: [{ name, points: [[x, y], ...] }]; `x` and `y`: { label, log }. A linear axis begins at 0. */
export function chart({ title, description, x, y, lines }) {
  const points = lines.flatMap((line) => line.points);
  const toX = scaleOf(
    x.log,
    points.map(([px]) => px),
    LEFT,
    WIDTH - RIGHT,
  );
  const toY = scaleOf(
    y.log,
    points.map(([, py]) => py),
    HEIGHT - BOTTOM,
    TOP,
  );
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="t d">`,
    `<title id="t">${escaped(title)}</title><desc id="d">${escaped(description)}</desc><style>${STYLE}\n</style>`,
    `<rect class="back" width="${WIDTH}" height="${HEIGHT}"/>`,
    text(LEFT, 30, title, 'class="title"'),
    ...toX.ticks.map((v) => text(toX(v), HEIGHT - BOTTOM + 24, amount(v), 'text-anchor="middle"')),
    ...toY.ticks.flatMap((v) => [
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(toY(v))}" y2="${round(toY(v))}"/>`,
      text(LEFT - 10, toY(v) + 5, amount(v), 'text-anchor="end"'),
    ]),
    `<path class="axis" fill="none" d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}"/>`,
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, x.label, 'text-anchor="middle"'),
    text(0, 0, y.label, `text-anchor="middle" transform="translate(22 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)"`),
    ...lines.flatMap((line, i) => drawn(line, i, toX, toY)),
    ...names(lines, toY),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function drawn({ points }, i, toX, toY) {
  const at = points.map(([px, py]) => [round(toX(px)), round(toY(py))]);
  return [
    `<polyline class="line l${i}" points="${at.map((p) => p.join(',')).join(' ')}"/>`,
    ...at.map(([cx, cy]) => `<circle class="d${i}" cx="${cx}" cy="${cy}" r="4"/>`),
  ];
}

/** Beside the last points, moved apart when they would cover each other. */
function names(lines, toY) {
  const ends = lines.map(({ name, points }, i) => ({ name, i, y: toY(points.at(-1)[1]) + 5 }));
  ends.sort((a, b) => a.y - b.y);
  for (let k = 1; k < ends.length; k++) ends[k].y = Math.max(ends[k].y, ends[k - 1].y + NAME_HEIGHT);
  return ends.map(({ name, i, y }) =>
    text(WIDTH - RIGHT + 14, y, name, `class="d${i}"`).replace('<text', '<text style="font-weight:600"'),
  );
}

/** A function from a value to a place, with the values that get a tick. */
function scaleOf(isLog, values, from, to) {
  const high = Math.max(...values);
  const low = isLog ? Math.min(...values.filter((v) => v > 0)) : 0;
  const ticks = isLog ? decades(low, high) : steps(high);
  const first = isLog ? Math.min(low, ticks[0]) : 0;
  const last = Math.max(high, ticks.at(-1));
  const of = isLog ? Math.log10 : (v) => v;
  const place = (v) => from + ((of(Math.max(v, first)) - of(first)) / (of(last) - of(first) || 1)) * (to - from);
  return Object.assign(place, { ticks });
}

function decades(low, high) {
  const ticks = [];
  for (let e = Math.floor(Math.log10(low)); 10 ** e <= high; e++) ticks.push(10 ** e);
  return high > 2 * ticks.at(-1) ? [...ticks, high] : ticks;
}

function steps(high) {
  const raw = high / 5;
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((n) => n * size >= raw) * size;
  return Array.from({ length: Math.ceil(high / step) + 1 }, (_, i) => i * step);
}

const round = (v) => Math.round(v * 10) / 10;
const amount = (v) => Number(v.toPrecision(6)).toLocaleString('en');
const escaped = (s) => s.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
const text = (x, y, s, rest) => `<text x="${round(x)}" y="${round(y)}" ${rest}>${escaped(s)}</text>`;
