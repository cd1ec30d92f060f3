import { summary } from './changes.js';
import { commitPlan } from './commit.js';
import { disk } from './files/disk.js';
import { parsePatch } from './parse.js';
import { planPatch } from './plan.js';

/*
 * `apply_patch` as a program, for the scripts of the model: the same engine, confined by the sandbox of the script. It is a separate bundle,
 * so that it starts in the time of an empty script.
 */

const USAGE = 'Usage: apply_patch PATCH\n   or: apply_patch < PATCH\n';
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

async function main(args: readonly string[]): Promise<number> {
  const text = args.length === 0 ? await input() : args[0];
  if (!text || args.length > 1) {
    process.stderr.write(USAGE);
    return 2;
  }
  const stop = new AbortController();
  let stopped: number | undefined;
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.once(signal, () => {
      stopped = 128 + number;
      stop.abort();
    });
  }
  try {
    process.stdout.write(await apply(text, stop.signal));
    return 0;
  } catch (e) {
    process.stderr.write(`${(e as Error).message}\n`);
    return stopped ?? 1;
  }
}

async function apply(text: string, signal: AbortSignal): Promise<string> {
  const hunks = parsePatch(text);
  if (hunks.length === 0) return 'No files were modified.\n';
  const plan = await planPatch(hunks, { cwd: process.cwd(), files: disk, signal });
  await commitPlan(plan, { signal });
  return summary(plan);
}

async function input(): Promise<string> {
  if (process.stdin.isTTY) return '';
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
