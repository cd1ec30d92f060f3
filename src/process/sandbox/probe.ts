import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunOptions, RunResult } from '../supervisor.js';
import { BUBBLEWRAP_PLACES, bubblewrapArgv, FILTER_FD, mountedPaths, VARIANTS, type Variant } from './bubblewrap.js';
import { Handles } from './handles.js';
import { SEATBELT, seatbeltArgv } from './seatbelt.js';
import { seccompProgram } from './seccomp.js';
import type { Machine } from './system-calls.js';
import type { WriteRules } from './writable-roots.js';

export type Probed =
  | {
      readonly kind: 'bubblewrap';
      readonly program: string;
      readonly machine: Machine;
      readonly variant: Variant;
      /** It can mount descriptors. Versions before 0.10 can do so only if the distribution has added this. */
      readonly takesHandles: boolean;
    }
  | { readonly kind: 'seatbelt' }
  | { readonly kind: 'none'; readonly reason: string; readonly howTo: string };

export interface World {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly run: (options: RunOptions) => Promise<RunResult>;
  readonly exists: (path: string) => boolean;
}

/** For all attempts together. */
const LIMIT_MS = 2000;

/** Checks that it can write inside, cannot write outside, and is filtered if there is a filter. Each failed check has its own exit code. */
const PROOF = `(: > "$1") || exit 3
(: > "$2") 2>/dev/null && exit 4
[ "$3" = filtered ] || exit 0
while read -r line; do case $line in Seccomp:*2) exit 0 ;; esac; done < /proc/self/status
exit 5`;
const FAILURES: Record<number, string> = {
  3: 'a command could not write to its own workspace',
  4: 'a command could write outside of its workspace',
  5: 'the filter of system calls was not in force',
};

/** Finds the sandbox that works here: each is tried with a command that it must confine. */
export async function probe(world: World): Promise<Probed> {
  let scratch: string;
  try {
    scratch = await mkdtemp(join(await realpath(tmpdir()), 'turnwire-sandbox-'));
  } catch (e) {
    return none(
      `no temporary folder to try a sandbox in: ${(e as Error).message}`,
      'Set TMPDIR to a folder that can be written.',
    );
  }
  try {
    await mkdir(join(scratch, 'in'));
    return await probeIn(scratch, world);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function probeIn(scratch: string, world: World): Promise<Probed> {
  switch (world.platform) {
    case 'linux':
      return await probeBubblewrap(world, scratch);
    case 'darwin':
      return await probeSeatbelt(world, scratch);
    default:
      return none(
        `there is no sandbox for ${world.platform} yet`,
        'Run the server in a Linux container or virtual machine.',
      );
  }
}

async function probeBubblewrap(world: World, scratch: string): Promise<Probed> {
  const machine = world.arch;
  if (machine !== 'x64' && machine !== 'arm64') {
    return none(`there is no filter of system calls for ${machine} yet`, 'Run the server on x64 or arm64.');
  }
  const program = BUBBLEWRAP_PLACES.find(world.exists);
  if (program === undefined) return none('bubblewrap is not installed', INSTALL);
  const filter = seccompProgram(machine, { network: false });
  const end = performance.now() + LIMIT_MS;
  let first: string | undefined;
  const handles = Handles.open(mountedPaths(rulesOf(scratch)));
  let takesHandles = true;
  try {
    for (let at = 0; at < VARIANTS.length && performance.now() < end; ) {
      const variant = VARIANTS[at] as Variant;
      const held = new Map(takesHandles ? handles.paths.map((path, n) => [path, FILTER_FD + 1 + n]) : []);
      const command = { argv: proof(scratch, 'filtered'), cwd: '/', rules: rulesOf(scratch), held };
      const argv = bubblewrapArgv(program, variant, { ...command, network: false, home: undefined, secrets: [] });
      const failure = await attempt(world, argv, scratch, end, [
        { fd: FILTER_FD, content: filter },
        ...[...held].map(([path, fd]) => ({ fd, handle: handles.descriptor(path) as number })),
      ]);
      if (failure === undefined) return { kind: 'bubblewrap', program, machine, variant, takesHandles };
      if (takesHandles && /bind-fd|dirfd/.test(failure)) takesHandles = false;
      else {
        first ??= failure;
        at++;
      }
    }
  } finally {
    handles.close();
  }
  return none(`bubblewrap does not work here: ${first}`, adviceFor(first ?? ''));
}

async function probeSeatbelt(world: World, scratch: string): Promise<Probed> {
  if (!world.exists(SEATBELT)) return none(`${SEATBELT} is missing`, 'It comes with macOS.');
  const rules = rulesOf(scratch);
  const argv = seatbeltArgv({ argv: proof(scratch, 'plain'), rules, network: false, secrets: [] });
  const failure = await attempt(world, argv, scratch, performance.now() + LIMIT_MS, []);
  if (failure === undefined) return { kind: 'seatbelt' };
  return none(
    `${SEATBELT} does not work here: ${failure}`,
    'A program that already runs in a sandbox cannot start another sandbox.',
  );
}

/** The failure; undefined when the sandbox held. */
async function attempt(
  { run }: World,
  argv: readonly string[],
  scratch: string,
  end: number,
  fds: NonNullable<RunOptions['fds']>,
): Promise<string | undefined> {
  const timeoutMs = Math.max(1, end - performance.now());
  const result = await run({ argv, cwd: '/', env: { LC_ALL: 'C' }, timeoutMs, fds });
  if (existsSync(join(scratch, 'out'))) return FAILURES[4];
  switch (result.kind) {
    case 'not-started':
      return result.error.message;
    case 'timed-out':
      return `it took longer than ${LIMIT_MS / 1000} seconds`;
    case 'killed':
      return `it was ended by ${result.signal}`;
    case 'exited':
      if (result.exitCode === 0) return undefined;
      return FAILURES[result.exitCode] ?? (result.stderr.trim() || `it ended with exit code ${result.exitCode}`);
  }
}

function proof(scratch: string, kind: 'filtered' | 'plain'): string[] {
  return ['/bin/sh', '-c', PROOF, 'sh', join(scratch, 'in', 'proof'), join(scratch, 'out'), kind];
}

function rulesOf(scratch: string): WriteRules {
  return { unrestricted: false, rules: [{ path: join(scratch, 'in'), write: true }], pins: [], missing: [] };
}

const none = (reason: string, howTo: string): Probed => ({ kind: 'none', reason, howTo });

const INSTALL =
  'Install it: `apt install bubblewrap` (Debian, Ubuntu), `dnf install bubblewrap` (Fedora), `pacman -S bubblewrap` (Arch), `apk add bubblewrap` (Alpine).';
const UBUNTU =
  'Ubuntu 23.10 and later keep user namespaces from programs without an AppArmor profile. Give bubblewrap one: `apt install apparmor-profiles`, copy `/usr/share/apparmor/extra-profiles/bwrap-userns-restrict` to `/etc/apparmor.d/` where it is not yet there, and load it with `apparmor_parser -r`. Or lift the restriction for all programs: `sysctl kernel.apparmor_restrict_unprivileged_userns=0`.';
const CONTAINER =
  'In a container, user namespaces are usually switched off: start it with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined` (Docker, Podman). On a machine of your own, see `sysctl kernel.unprivileged_userns_clone` and `user.max_user_namespaces`.';

function adviceFor(failure: string): string {
  if (/uid map|RTM_NEWADDR/.test(failure)) return `${UBUNTU} ${CONTAINER}`;
  if (/namespace|Operation not permitted|Permission denied/i.test(failure)) return `${CONTAINER} ${UBUNTU}`;
  return 'Run the same command line by hand to see more.';
}
