import { isDeepStrictEqual } from 'node:util';
import { diffArrays } from 'diff';
import type { Deviation } from './deviations.js';
import { ASPECTS, type Aspect, type Observation, type Observed } from './observe.js';

export interface Difference {
  readonly scenario: string;
  readonly aspect: Aspect;
  /** The name of the line, and the path to what differs in it: `reply initialize: result.userAgent`. */
  readonly where: string;
  /** What each of the two has there; undefined where it has nothing. */
  readonly theirs: unknown;
  readonly ours: unknown;
  /** The reviewed deviation that covers it. */
  readonly reviewed: Deviation | undefined;
}

/** Everything in which two servers differ after the same scenario. */
export function compare(
  scenario: string,
  theirs: Observed,
  ours: Observed,
  deviations: readonly Deviation[],
): Difference[] {
  return ASPECTS.flatMap((aspect) =>
    moved(
      pairs(theirs[aspect], ours[aspect]).flatMap(([label, a, b]) =>
        differences(a, b).map((found) => ({ ...found, where: place(label, found.path) })),
      ),
    ).map((found): Difference => {
      const known = { scenario, aspect, where: found.where, theirs: found.theirs, ours: found.ours };
      return { ...known, reviewed: deviations.find((deviation) => covers(deviation, known)) };
    }),
  );
}

const place = (label: string, path: readonly string[]) => (path.length === 0 ? label : `${label}: ${path.join('.')}`);

function covers(deviation: Deviation, found: Omit<Difference, 'reviewed'>): boolean {
  if (deviation.aspect !== found.aspect || !deviation.where.test(found.where)) return false;
  const { scenario } = deviation;
  if (typeof scenario === 'string' && scenario !== found.scenario) return false;
  if (scenario instanceof RegExp && !scenario.test(found.scenario)) return false;
  return deviation.when?.(found.theirs, found.ours) ?? true;
}

type Placed = Found & { readonly where: string };

/** A line that only one side has here, and the same line of the other side elsewhere, are one line that has moved. */
function moved(found: readonly Placed[]): Placed[] {
  const left = [...found];
  const isWhole = ({ path }: Found) => path.length === 0;
  for (const theirs of found.filter((line) => isWhole(line) && line.ours === undefined)) {
    const same = left.findIndex(
      (line) => isWhole(line) && line.where === theirs.where && isDeepStrictEqual(line.ours, theirs.theirs),
    );
    if (same < 0) continue;
    left.splice(same, 1);
    left[left.indexOf(theirs)] = { ...theirs, where: `${theirs.where}: moved`, ours: theirs.theirs };
  }
  return left;
}

/** Lines that belong together; one that the other side does not have stands alone. */
function pairs(theirs: readonly Observation[], ours: readonly Observation[]): [string, unknown, unknown][] {
  const parts = diffArrays(
    theirs.map((o) => o.label),
    ours.map((o) => o.label),
  );
  let a = 0;
  let b = 0;
  return parts.flatMap(({ value, added, removed }) =>
    value.map((label): [string, unknown, unknown] => {
      if (removed) return [label, theirs[a++]?.value, undefined];
      if (added) return [label, undefined, ours[b++]?.value];
      return [label, theirs[a++]?.value, ours[b++]?.value];
    }),
  );
}

interface Found {
  readonly path: readonly string[];
  readonly theirs: unknown;
  readonly ours: unknown;
}

function differences(theirs: unknown, ours: unknown, path: readonly string[] = []): Found[] {
  if (!isObject(theirs) || !isObject(ours) || Array.isArray(theirs) !== Array.isArray(ours)) {
    return Object.is(theirs, ours) ? [] : [{ path, theirs, ours }];
  }
  const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
  return [...keys].flatMap((key) => differences(theirs[key], ours[key], [...path, key]));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
