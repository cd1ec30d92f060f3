import { existsSync, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { eventOf, kindOf, type Line } from '../support/exchange.js';
import { type ModelRequest, startModelPeer } from '../support/model-peer.js';
import { Normaliser, sorted } from '../support/normalise.js';
import { type RolloutLine, readRollout } from '../support/rollout.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';
import { until } from '../support/until.js';
import { Client } from './client.js';
import type { Scenario } from './scenario.js';
import { misfits } from './schemas.js';

/** Something that a server did, with a name under which it is looked for in the other. */
export interface Observation {
  readonly label: string;
  readonly value: unknown;
}

export const ASPECTS = ['wire', 'rollout', 'model', 'account'] as const;
export type Aspect = (typeof ASPECTS)[number];
export type Observed = Readonly<Record<Aspect, readonly Observation[]>>;

/** Below the repository: the reference refuses to work below the system's folder for temporary files. */
const SCRATCH = fileURLToPath(new URL('../../.cache/conformance', import.meta.url));

/** Plays a scenario with one server and tells what came of it, in words that do not change from run to run. */
export async function observe(scenario: Scenario, command: readonly string[]): Promise<Observed> {
  await using home = await scratchFolder('home', SCRATCH);
  await using work = await scratchFolder('work', SCRATCH);
  await using peer = await startModelPeer(scenario.model);
  await home.write('config.toml', peer.config(scenario.config, scenario.provider, scenario.wire));
  for (const [name, text] of Object.entries(scenario.files ?? {})) {
    await (name.startsWith('home/') ? home : work).write(name.slice('home/'.length), text);
  }
  // The schemas are ours; the comparison is what counts here.
  await using server = await startServer({ command, home: home.path, cwd: work.path, validate: false });
  await scenario.steps(new Client(server), peer);
  await quiet(home.path);
  server.closeInput();
  await server.exit;
  const wrong = misfits(server.lines);
  if (wrong.length > 0) throw new Error(`said what the JSON Schemas do not allow:\n${wrong.join('\n')}`);
  const names = new Normaliser({ home: home.path, work: work.path });
  const wire = wireOf(server.lines, names);
  const rollout = await rolloutsOf(home.path, names);
  const model = peer.requests.map((request) => modelOf(request, names));
  const problems = peer.problems.map((problem) => ({ label: 'problem', value: problem }));
  return { wire, rollout, model: [...model, ...problems], account: accountOf(home.path) };
}

/** `auth.json` to the byte: other programs read it. */
function accountOf(home: string): Observation[] {
  const path = join(home, 'auth.json');
  return statSync(path, { throwIfNoEntry: false })?.isFile()
    ? [{ label: 'auth.json', value: readFileSync(path, 'utf8') }]
    : [];
}

/** Replies in the order of the requests, then the rest in the order of its coming: between the two there is no promise. */
function wireOf(lines: readonly Line[], names: Normaliser): Observation[] {
  const asked = lines.filter((l) => l.from === 'client' && kindOf(l.message) === 'request');
  const answers = lines.filter((l) => l.from === 'server');
  // Named in the order of the exchange, so that names mean the same on both sides.
  const normal = new Map(lines.map((l) => [l, names.value(l.message)]));
  const replies = asked.flatMap(({ message: { id, method } }) =>
    answers
      .filter((l) => kindOf(l.message) === 'reply' && l.message.id === id)
      .map((l) => ({ label: `reply ${method}`, value: normal.get(l) })),
  );
  const others = answers.filter((l) => kindOf(l.message) !== 'reply');
  const told = others.map((l) => ({ label: eventOf(l.message)?.msg.type as string, line: l }));
  return [
    ...replies,
    ...told.map(({ label, line }) => ({ label: label ?? line.message.method, value: normal.get(line) })),
  ];
}

/** The reference writes its files some time after it has spoken, and at the end of its input leaves them as they are. */
export async function quiet(home: string): Promise<void> {
  let before = -1;
  await until('files that no longer grow', async () => {
    const now = (await rolloutFiles(home)).reduce((bytes, path) => bytes + statSync(path).size, 0);
    const grown = now !== before;
    before = now;
    if (grown) await pause(150);
    return !grown;
  });
}

export async function rolloutFiles(home: string): Promise<string[]> {
  // Elsewhere in the home the reference makes and removes folders all the time.
  const folders = ['archived_sessions', 'sessions'].map((name) => join(home, name)).filter((path) => existsSync(path));
  const all = await Promise.all(
    folders.map(async (folder) => (await readdir(folder, { recursive: true })).map((name) => join(folder, name))),
  );
  return all
    .flat()
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
}

async function rolloutsOf(home: string, names: Normaliser): Promise<Observation[]> {
  const files = await Promise.all((await rolloutFiles(home)).map(readRollout));
  return files
    .map(asThen)
    .flatMap(eventsBeforeItems)
    .map((line) => {
      const label = [line.type, line.type.endsWith('context') ? '' : line.payload.type, line.payload.role].filter(
        Boolean,
      );
      return { label: label.join(' '), value: names.value(line.payload) };
    });
}

/** Lines and members that later releases of the reference read and 0.44 passes over (C364). */
const LATER = new Set(['item_completed', 'turn_started', 'turn_complete']);
const LATER_MEMBERS = new Set([
  ...['session_id', 'history_mode', 'turn_id'],
  ...['started_at', 'started_at_ms', 'completed_at', 'completed_at_ms', 'duration_ms'],
]);

/** What a file tells 0.44. */
function asThen(lines: readonly RolloutLine[]): RolloutLine[] {
  return lines
    .filter(({ type, payload }) => !(type === 'event_msg' && LATER.has(String(payload.type))))
    .map((line) => {
      const members = Object.entries(line.payload).filter(([name]) => !LATER_MEMBERS.has(name));
      const payload = Object.fromEntries(members);
      if (line.type === 'turn_context') {
        const { type: _, ...policy } = payload.sandbox_policy as Record<string, unknown>;
        payload.sandbox_policy = policy;
      }
      return { ...line, payload };
    });
}

/** The reference writes the items of a response at its end, this server each when it is finished (C360): the order of the two kinds is left out. */
function eventsBeforeItems(lines: readonly RolloutLine[]): RolloutLine[] {
  const rest = lines.findIndex(({ type }, i) => i > 0 && type === 'turn_context');
  const [response, after] = rest < 0 ? [lines, []] : [lines.slice(0, rest), lines.slice(rest)];
  const isItem = ({ type }: RolloutLine): boolean => type === 'response_item';
  const ordered =
    lines[0]?.type === 'turn_context' ? [...response.filter((l) => !isItem(l)), ...response.filter(isItem)] : response;
  return [...ordered, ...(after.length > 0 ? eventsBeforeItems(after) : [])];
}

/** Headers that say something about the connection and nothing about the request. */
const OF_THE_CONNECTION = new Set(['host', 'content-length', 'connection', 'transfer-encoding', 'accept-encoding']);

function modelOf(request: ModelRequest, names: Normaliser): Observation {
  const headers = Object.entries(request.headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  const { method, path, body } = request;
  const value = names.value({ method, path, headers: sorted(Object.fromEntries(headers)), body });
  return { label: 'request', value };
}
