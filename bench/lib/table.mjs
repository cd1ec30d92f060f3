// What the pairs of a case come to, and how it is printed.
import { median } from './stats.mjs';

/** One row per metric. `results` holds for each side its runs: { metrics } or { error }. */
export function rowsOf(results) {
  const failed = results.map((runs) => runs.some((run) => run.error !== undefined));
  const shape = results.flat().find((run) => run.metrics)?.metrics ?? [];
  return shape.map(([name, , unit]) => {
    const of = (run) => run.metrics?.find((m) => m[0] === name)?.[1];
    const values = results.map((runs, i) => (failed[i] ? [] : runs.map(of).filter((v) => v !== undefined)));
    const comparable = results.length > 1 && !failed.includes(true);
    const ratios = comparable ? results[0].map((run, k) => of(run) / of(results[1][k])).filter(Number.isFinite) : [];
    const middle = (xs) => (xs.length > 0 ? median(xs) : null);
    return { name, unit, values, medians: values.map(middle), ratio: middle(ratios), ratios };
  });
}

const DIGITS = [
  [100, 0],
  [10, 1],
  [1, 2],
];
export function number(v) {
  if (v === null || v === undefined) return '-';
  const digits = DIGITS.find(([from]) => Math.abs(v) >= from)?.[1] ?? 3;
  return v.toFixed(digits);
}

const line = (name, metric, a, b, rest) =>
  `${name.padEnd(19)}${metric.padEnd(31)}${a.padStart(9)}${b.padStart(11)}  ${rest}`.trimEnd();

export const heading = () => line('case', 'metric', 'A', 'B', '   A/B  (min .. max)');

export function lineOf(name, { name: metric, unit, medians, ratio, ratios }) {
  const spread = ratios.length > 1 ? `  (${number(Math.min(...ratios))} .. ${number(Math.max(...ratios))})` : '';
  const rest = ratio === null ? '' : `${number(ratio).padStart(6)}${spread}${unit === '/s' ? '  more is better' : ''}`;
  return line(name, `${metric} [${unit}]`, number(medians[0]), number(medians[1]), rest);
}
