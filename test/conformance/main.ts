import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OURS } from '../support/server.js';
import { compare, type Difference } from './compare.js';
import { DEVIATIONS, type Deviation } from './deviations.js';
import { strayFiles } from './generated-files.js';
import { ASPECTS, type Observed, observe } from './observe.js';
import type { Proof } from './proof.js';
import { findReference } from './reference.js';
import type { Scenario } from './scenario.js';
import { todaysProgram } from './todays.js';
import { V2_DEVIATIONS } from './type-deviations-v2.js';
import { compareTypes } from './types.js';
import { THREAD_DEVIATIONS } from './v2/deviations.js';
import { observeThreads } from './v2/observe.js';
import type { ThreadScenario } from './v2/scenario.js';

/*
 * Does the same with the reference and with the built server and compares what each says, records and asks of the model.
 * `npm run conformance -- WORD` runs the scenarios whose names contain the word; `--all` shows those that are reviewed or known as well.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Scenarios in the words of one protocol, and what they are compared with. */
interface Half {
  readonly scenarios: readonly {
    readonly name: string;
    readonly notYet?: string;
    play(command: readonly string[]): Promise<Observed>;
  }[];
  /** The program of the reference. It is fetched when it is missing, so only for scenarios that are played. */
  readonly reference: () => Promise<string>;
  readonly deviations: readonly Deviation[];
}

async function main(args: readonly string[]): Promise<number> {
  const words = args.filter((arg) => !arg.startsWith('--'));
  const all = args.includes('--all');
  const chosen = ({ name }: { name: string }) => words.every((word) => name.includes(word));
  const parts = (await halves())
    .map((half) => ({ ...half, scenarios: half.scenarios.filter(chosen) }))
    .filter(({ scenarios }) => scenarios.length > 0);
  const proven = (await proofs()).filter(chosen);
  if (parts.length + proven.length === 0) {
    console.error(`no scenario has a name that contains ${words.join(' and ')}`);
    return 1;
  }
  const found: Difference[] = [];
  let [broken, played] = [0, 0];
  console.log(row('scenario', [...ASPECTS]));
  for (const { scenarios, reference, deviations } of parts) {
    const theirCommand = [await reference(), 'app-server'];
    const seen: Difference[] = [];
    for (const scenario of scenarios) {
      played++;
      try {
        const [theirs, ours] = await Promise.all([
          scenario.play(theirCommand).catch(named('the reference')),
          scenario.play(OURS).catch((error: unknown) => {
            throw new OursFailed(`our server: ${error instanceof Error ? error.message : String(error)}`);
          }),
        ]);
        const differences = compare(scenario.name, theirs, ours, deviations);
        if (scenario.notYet !== undefined && differences.some(isOpen)) {
          console.log(row(scenario.name, ['not yet']));
          if (all) for (const difference of differences) console.log(`\n${describe(difference)}`);
          continue;
        }
        if (scenario.notYet !== undefined) throw new Error('it fits now: `notYet` can go');
        seen.push(...differences);
        const of = (aspect: string) => differences.filter((d) => d.aspect === aspect);
        console.log(
          row(
            scenario.name,
            ASPECTS.map((aspect) => verdict(of(aspect))),
          ),
        );
      } catch (error) {
        if (scenario.notYet !== undefined && error instanceof OursFailed) {
          console.log(row(scenario.name, ['not yet']));
          continue;
        }
        broken++;
        console.log(row(scenario.name, ['broken']));
        console.log(error instanceof Error ? error.message : error);
      }
    }
    if (words.length === 0) reportStale(deviations, seen);
    found.push(...seen);
  }
  for (const proof of proven) {
    try {
      await proof.run(await findReference());
      console.log(row(proof.name, ['holds']));
    } catch (error) {
      broken++;
      console.log(row(proof.name, ['broken']));
      console.log(error);
    }
  }
  const types = words.length > 0 ? 0 : (await typeDifferences()) + (await typeDifferencesOfV2());
  const open = found.filter(isOpen);
  for (const difference of all ? found : open) console.log(`\n${describe(difference)}`);
  console.log(`\n${played} scenarios, ${open.length} differences to review, ${found.length - open.length} reviewed`);
  return open.length + broken + types > 0 ? 1 : 0;
}

async function halves(): Promise<Half[]> {
  const first = await defaultsOf<Scenario>(new URL('./scenarios/', import.meta.url));
  const second = await defaultsOf<ThreadScenario>(new URL('./scenarios-v2/', import.meta.url));
  return [
    {
      scenarios: first.map((scenario) => ({ ...scenario, play: (command) => observe(scenario, command) })),
      reference: findReference,
      deviations: DEVIATIONS,
    },
    {
      scenarios: second.map((scenario) => ({ ...scenario, play: (command) => observeThreads(scenario, command) })),
      reference: async () => todaysProgram(),
      deviations: THREAD_DEVIATIONS,
    },
  ];
}

function reportStale(deviations: readonly Deviation[], seen: readonly Difference[]): void {
  const used = new Set(seen.map((difference) => difference.reviewed));
  for (const { aspect, where, reason } of deviations.filter((d) => !used.has(d)))
    console.log(`\nno longer seen: ${aspect} ${where} (${reason})`);
}

const proofs = () => defaultsOf<Proof>(new URL('./proofs/', import.meta.url));

/** A file exports one, or several that belong together. */
async function defaultsOf<T>(folder: URL): Promise<T[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  const modules = files.map(async (name) => (await import(new URL(name, folder).href)) as { default: T | T[] });
  return (await Promise.all(modules)).flatMap((module) => module.default);
}

/** Our server did not play the scenario to its end. */
class OursFailed extends Error {}

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

/** Unreviewed differences of the generated types. */
async function typeDifferences(): Promise<number> {
  const reference = await findReference();
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
  const reference = todaysProgram();
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
  const strays = await strayFiles(reference, join(ROOT, '.cache/conformance/generated'));
  console.log(row('generated files of v2', [strays.length === 0 ? 'same' : `${strays.length} DIFFER`]));
  for (const stray of strays) console.log(`\n${stray}`);
  return open.length + strays.length;
}

process.exitCode = await main(process.argv.slice(2));
