import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OURS } from '../support/server.js';
import { compare, type Difference } from './compare.js';
import { DEVIATIONS } from './deviations.js';
import { ASPECTS, observe } from './observe.js';
import type { Proof } from './proof.js';
import { findReference, referenceOfV2 } from './reference.js';
import type { Scenario } from './scenario.js';
import { V2_DEVIATIONS } from './type-deviations-v2.js';
import { compareTypes } from './types.js';

/*
 * Does the same with the reference and with the built server and compares what each says, records and asks of the model.
 * `npm run conformance -- WORD` runs the scenarios whose names contain the word; `--all` shows those that are reviewed or known as well.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

async function main(args: readonly string[]): Promise<number> {
  const words = args.filter((arg) => !arg.startsWith('--'));
  const reference = await findReference();
  const scenarios = (await load()).filter(({ name }) => words.every((word) => name.includes(word)));
  const found: Difference[] = [];
  let broken = 0;
  console.log(row('scenario', [...ASPECTS]));
  for (const scenario of scenarios) {
    try {
      const [theirs, ours] = await Promise.all([
        observe(scenario, [reference, 'app-server']).catch(named('the reference')),
        observe(scenario, OURS).catch(named('our server')),
      ]);
      const differences = compare(scenario.name, theirs, ours);
      if (scenario.notYet !== undefined && differences.some(isOpen)) {
        console.log(row(scenario.name, ['not yet']));
        if (args.includes('--all')) for (const difference of differences) console.log(`\n${describe(difference)}`);
        continue;
      }
      if (scenario.notYet !== undefined) throw new Error('it fits now: `notYet` can go');
      found.push(...differences);
      console.log(
        row(
          scenario.name,
          ASPECTS.map((aspect) => verdict(differences.filter((d) => d.aspect === aspect))),
        ),
      );
    } catch (error) {
      broken++;
      console.log(row(scenario.name, ['broken']));
      console.log(error instanceof Error ? error.message : error);
    }
  }
  for (const proof of (await proofs()).filter(({ name }) => words.every((word) => name.includes(word)))) {
    try {
      await proof.run(reference);
      console.log(row(proof.name, ['holds']));
    } catch (error) {
      broken++;
      console.log(row(proof.name, ['broken']));
      console.log(error);
    }
  }
  const types = words.length > 0 ? 0 : (await typeDifferences(reference)) + (await typeDifferencesOfV2());
  const open = found.filter(isOpen);
  for (const difference of args.includes('--all') ? found : open) console.log(`\n${describe(difference)}`);
  const used = new Set(found.map((difference) => difference.reviewed));
  if (words.length === 0) {
    for (const stale of DEVIATIONS.filter((d) => !used.has(d))) {
      console.log(`\nno longer seen: ${stale.aspect} ${stale.where} (${stale.reason})`);
    }
  }
  console.log(
    `\n${scenarios.length} scenarios, ${open.length} differences to review, ${found.length - open.length} reviewed`,
  );
  return open.length + broken + types > 0 ? 1 : 0;
}

const load = () => defaultsOf<Scenario>(new URL('./scenarios/', import.meta.url));
const proofs = () => defaultsOf<Proof>(new URL('./proofs/', import.meta.url));

async function defaultsOf<T>(folder: URL): Promise<T[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  const modules = files.map(async (name) => (await import(new URL(name, folder).href)) as { default: T });
  return (await Promise.all(modules)).map((module) => module.default);
}

const isOpen = (difference: Difference) => difference.reviewed === undefined;

const named = (who: string) => (error: unknown) => {
  throw new Error(`${who}: ${error instanceof Error ? error.message : String(error)}`);
};

const row = (name: string, cells: readonly string[]) => name.padEnd(54) + cells.map((c) => c.padEnd(14)).join('');

function verdict(differences: readonly Difference[]): string {
  const open = differences.filter(isOpen).length;
  if (open > 0) return `${open} DIFFER`;
  return differences.length > 0 ? `${differences.length} reviewed` : 'same';
}

function describe({ scenario, aspect, where, theirs, ours, reviewed }: Difference): string {
  const show = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 1500));
  const reason = reviewed ? `\n  reviewed:  ${reviewed.reason}` : '';
  return `${scenario} · ${aspect} · ${where}\n  reference: ${show(theirs)}\n  ours:      ${show(ours)}${reason}`;
}

/** Differences of the generated types that nobody has reviewed. */
async function typeDifferences(reference: string): Promise<number> {
  const folder = join(ROOT, '.cache/conformance/types');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  execFileSync(reference, ['generate-ts', '--out', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  const rows = compareTypes(folder, join(ROOT, 'generated-types'), undefined, 'v2');
  const open = rows.filter(({ verdict, reason }) => verdict !== 'equal' && reason === undefined);
  console.log(row('generated types', [`${rows.length - open.length} of ${rows.length} fit`]));
  for (const { name, verdict, detail } of open) console.log(`\n${name} is ${verdict}: ${detail ?? ''}`);
  return open.length;
}

/** Only types that we declare are compared: what the reference has beyond them is not offered here. */
async function typeDifferencesOfV2(): Promise<number> {
  const reference = referenceOfV2();
  if (reference === undefined) return 0;
  const folder = join(ROOT, '.cache/conformance/types-v2');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  execFileSync(reference, ['app-server', 'generate-ts', '--experimental', '--out', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const rows = compareTypes(folder, join(ROOT, 'generated-types/v2'), V2_DEVIATIONS);
  const declared = rows.filter(({ verdict }) => verdict !== 'missing');
  const open = declared.filter(({ verdict, reason }) => verdict !== 'equal' && reason === undefined);
  console.log(row('generated types of v2', [`${declared.length - open.length} of ${declared.length} fit`]));
  for (const { name, verdict, detail } of open) console.log(`\n${name} is ${verdict}: ${detail ?? ''}`);
  return open.length;
}

process.exitCode = await main(process.argv.slice(2));
