import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Figures {
  readonly name: string;
  readonly unit: string;
  readonly medians: readonly (number | null)[];
  readonly ratio: number | null;
  readonly ratios: readonly number[];
}
interface Report {
  readonly cases: readonly { readonly name: string; readonly protocol: string; readonly rows: readonly Figures[] }[];
}
type Row = Readonly<Record<'name' | 'protocol' | 'source' | 'metric', string>>;
interface Line {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
}
interface Axis {
  readonly label: string;
  readonly log?: boolean;
}
interface Chart {
  readonly title: string;
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
}

/** The bench is plain JavaScript, which the compiler does not look at. */
const inBench = (name: string) => import(new URL(`../../bench/${name}`, import.meta.url).href);
const { rows, tableOf } = (await inBench('lib/rows.mjs')) as {
  rows: readonly Row[];
  tableOf(report: Report, protocol: string): string;
};
const { peersTable } = (await inBench('lib/peers-table.mjs')) as { peersTable(report: object): string };
const { chart } = (await inBench('lib/chart.mjs')) as { chart(of: Chart): string };
const { cases } = (await inBench('cases/index.mjs')) as { cases: readonly { name: string; v2?: boolean }[] };

const measured = (medians: (number | null)[], ratio: number | null, unit = 'ms', name = 'turn'): Figures => ({
  name,
  unit,
  medians,
  ratio,
  ratios: ratio === null ? [] : [ratio, ratio * 2],
});
const reportOf = (name: string, row: Figures): Report => ({ cases: [{ name, protocol: 'v1', rows: [row] }] });
const lastLine = (table: string) => table.trim().split('\n').at(-1) ?? '';

test('a row says whether its goal is met', () => {
  const short = (ratio: number | null) => lastLine(tableOf(reportOf('turn', measured([2, 1], ratio)), 'v1'));
  expect(short(0.91)).toMatch(
    /^\| a short turn +\| 2\.00 ms \| +1\.00 ms \| 0\.910 \| 0\.910 – 1\.82 \| +0\.9 \| missed \|$/,
  );
  expect(short(0.9)).not.toContain('missed');
  // Without the reference nothing is judged.
  expect(short(null)).not.toContain('missed');
});

test('a goal for our figure alone is judged without the reference', () => {
  const idle = (mb: number) =>
    lastLine(tableOf(reportOf('memory', measured([mb, null], null, 'MB', 'idle RSS')), 'v1'));
  expect(idle(42.5)).toContain('missed');
  expect(idle(41)).not.toContain('missed');
});

test('what a run has not measured is no row, and a case that failed is none', () => {
  expect(tableOf({ cases: [] }, 'v1')).toBe('');
  expect(tableOf(reportOf('turn', measured([null, 1], null)), 'v1')).toBe('');
});

test('each row has a case that speaks its protocol', () => {
  for (const { name, source, protocol } of rows)
    expect(
      cases.some((one) => one.name === source && (protocol === 'v1' || one.v2)),
      name,
    ).toBe(true);
});

test('docs/performance.md shows the run and the programs that are kept beside the bench', () => {
  const page = readFileSync('docs/performance.md', 'utf8');
  const run = JSON.parse(readFileSync('bench/results.json', 'utf8')) as Report;
  expect(page).toContain(tableOf(run, 'v1'));
  expect(page).toContain(tableOf(run, 'v2'));
  expect(page).toContain(peersTable(JSON.parse(readFileSync('bench/peers.json', 'utf8')) as object));
  for (const [name] of page.matchAll(/images\/[\w-]+\.svg/g))
    expect(readFileSync(`docs/${name}`, 'utf8')).toContain('<svg');
});

test('the kept run has every row', () => {
  const run = JSON.parse(readFileSync('bench/results.json', 'utf8')) as Report;
  const shown = tableOf(run, 'v1') + tableOf(run, 'v2');
  expect(rows.filter(({ name }) => !shown.includes(`| ${name} `)).map(({ name }) => name)).toEqual([]);
});

test('a program that failed is shown as such', () => {
  const programs = [
    { name: 'one', figures: { ready: 10, session: null, first: 3, turn: 2, stream: 1, memory: 5 } },
    { name: 'two', figures: { ready: 20, session: 30, first: 2, turn: 3, stream: 4, memory: 6 } },
    { name: 'three', error: 'the answer lacks words' },
  ];
  expect(peersTable({ programs }).split('\n').slice(2)).toEqual([
    '| one | **10.0** | – | 3.00 | **2.00** | **1.00** | **5.00** |',
    '| two | 20.0 | **30.0** | **2.00** | 3.00 | 4.00 | 6.00 |',
    '| three: the answer lacks words | – | – | – | – | – | – |',
    '',
  ]);
});

test('a chart names its lines and axes, and puts every point between the axes', () => {
  const lines: Line[] = [
    {
      name: 'ours & more',
      points: [
        [1, 0.5],
        [100, 2],
      ],
    },
    {
      name: 'theirs',
      points: [
        [1, 3],
        [3000, 2.01],
      ],
    },
  ];
  const of = { title: 'T', description: 'D', y: { label: 'ms' }, lines };
  for (const x of [{ label: 'files', log: true }, { label: 'files' }]) {
    const svg = chart({ ...of, x });
    for (const text of ['>ours &#38; more<', '>theirs<', '>ms<', '>files<', '<title id="t">T<'])
      expect(svg).toContain(text);
    const points = [...svg.matchAll(/<circle class="d\d" cx="([\d.]+)" cy="([\d.]+)"/g)];
    expect(points).toHaveLength(4);
    for (const [, cx, cy] of points) {
      expect(Number(cx)).toBeGreaterThanOrEqual(84);
      expect(Number(cx)).toBeLessThanOrEqual(570);
      expect(Number(cy)).toBeGreaterThanOrEqual(56);
      expect(Number(cy)).toBeLessThanOrEqual(352);
    }
    // Names that would lie on each other are moved apart.
    const [first, second] = [...svg.matchAll(/y="([\d.]+)" class="d\d"/g)].map(([, y]) => Number(y));
    expect(Math.abs((first ?? 0) - (second ?? 0))).toBeGreaterThanOrEqual(19);
  }
});
