import { existsSync, statSync } from 'node:fs';
import { hasNetwork, readLimits, type SandboxPolicy } from '../../domain/policies.js';
import { isWithin } from '../../os/real-path.js';
import { type HandedDescriptor, type RunOptions, type RunResult, Supervisor } from '../supervisor.js';
import { SandboxUnavailable } from '../unavailable.js';
import { bubblewrapArgv, FILTER_FD, mountedPaths } from './bubblewrap.js';
import { Handles } from './handles.js';
import { viewOfHome } from './home-view.js';
import { checkedArgv } from './mount-check.js';
import { MountPoints } from './mount-points.js';
import { type Probed, probe } from './probe.js';
import { linksTo } from './readable-paths.js';
import { seatbeltArgv } from './seatbelt.js';
import { seccompProgram } from './seccomp.js';
import { secretPaths, secretsElsewhere } from './secrets.js';
import { type WriteRules, writeRules } from './writable-roots.js';

export interface SandboxSupport {
  readonly kind: 'bubblewrap' | 'seatbelt' | 'none';
  readonly reason?: string;
  readonly howTo?: string;
}

export interface SandboxRequest {
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly policy: SandboxPolicy;
  /** The folder that the policy calls the workspace; absolute. */
  readonly policyCwd: string;
  /** The folders of the policy are real paths, and no links may be in their places. */
  readonly pinned?: boolean | undefined;
  /** Other names of what the policy lets a command read, with links. */
  readonly names?: readonly string[] | undefined;
  /** Real paths of programs of our own, which the command may run under every policy. */
  readonly programs?: readonly string[] | undefined;
}

/** How to start a command in the sandbox. */
export interface SandboxedCommand {
  readonly argv: string[];
  /** Where to start the sandbox; bubblewrap enters the command's own folder by itself, within. */
  readonly cwd: string;
  /** The data that the sandbox reads, by descriptor. */
  readonly fds: readonly HandedDescriptor[];
  /** Device and inode of the handle for a real path, kept open from its check until the command starts. */
  readonly held: (real: string) => string | undefined;
  /** Call it when the command has been started, or will not be. */
  started(): void;
  /** Call it when the command has ended. */
  release(): void;
  /** To be added to the command's environment. */
  readonly env: Record<string, string>;
}

export interface Sandbox {
  /** The folder whose secrets no command sees. */
  readonly codexHome: string;
  /** The sandbox that works on this machine, found by a trial. */
  support(): Promise<SandboxSupport>;
  /** Undefined when the policy asks for no sandbox. Throws `SandboxUnavailable`, and `PathReplaced`. */
  wrap(command: SandboxRequest): Promise<SandboxedCommand | undefined>;
}

export interface SandboxOptions {
  readonly codexHome: string;
  readonly env: NodeJS.ProcessEnv;
  /** Tests replace the machine with these. */
  readonly platform?: NodeJS.Platform;
  readonly arch?: string;
  readonly run?: (options: RunOptions) => Promise<RunResult>;
  readonly exists?: (path: string) => boolean;
}

/** A failure may pass (a busy machine, a package being installed), so it is not believed for ever. */
const RETRY_AFTER_MS = 30_000;

export function createSandbox(options: SandboxOptions): Sandbox {
  const probed = cachedProbe(options);
  const mountPoints = new MountPoints();
  return {
    codexHome: options.codexHome,
    async support() {
      const found = await probed();
      if (found.kind !== 'none') return { kind: found.kind };
      return { kind: 'none', reason: found.reason, howTo: found.howTo };
    },
    async wrap(command) {
      if (command.policy.mode === 'danger-full-access') return undefined;
      const found = await probed();
      switch (found.kind) {
        case 'none':
          throw new SandboxUnavailable(found.reason, found.howTo);
        case 'bubblewrap':
          return wrapInBubblewrap(found, command, options, mountPoints);
        case 'seatbelt':
          return wrapInSeatbelt(command, options);
      }
    },
  };
}

async function wrapInBubblewrap(
  { program, variant, machine, takesHandles }: Probed & { kind: 'bubblewrap' },
  request: SandboxRequest,
  { codexHome, env }: SandboxOptions,
  mountPoints: MountPoints,
): Promise<SandboxedCommand> {
  const { argv, cwd, policy } = request;
  const network = hasNetwork(policy);
  const [rules, home, secrets] = await Promise.all([
    writeRules(policy, { ...request, env, codexHome }),
    viewOfHome(codexHome),
    secretsElsewhere(codexHome),
  ]);
  const links = rules.onlyRules ? await linksOf(request, rules) : [];
  const isShown = (path: string): boolean => !rules.onlyRules || rules.rules.some((rule) => isWithin(path, rule.path));
  const heldPoints = mountPoints.hold(rules.missing);
  const guarded = withoutWrites(rules, heldPoints);
  const unreadable = (rules.unreadable ?? []).filter((path) => isShown(path) && existsSync(path));
  let handles: Handles;
  try {
    handles = Handles.open(takesHandles ? mountedPaths(guarded) : []);
  } catch (e) {
    mountPoints.release(heldPoints);
    throw e;
  }
  const held = new Map(handles.paths.map((path, at) => [path, FILTER_FD + 1 + at]));
  return {
    argv: bubblewrapArgv(program, variant, {
      argv: checkedArgv([...handles.paths, ...unreadable], argv),
      cwd,
      rules: { ...guarded, unreadable },
      network,
      home: home && isShown(home.path) ? home : undefined,
      secrets: secrets.filter(isShown),
      links,
      hiddenFolders: new Set(unreadable.filter(isFolder)),
      held,
    }),
    cwd: '/',
    fds: [
      { fd: FILTER_FD, content: seccompProgram(machine, { network }) },
      ...[...held].map(([path, fd]) => ({ fd, handle: handles.descriptor(path) as number })),
    ],
    held: (real) => handles.identity(real),
    started: () => handles.close(),
    release: () => {
      handles.close();
      mountPoints.release(heldPoints);
    },
    env: networkHint(policy),
  };
}

async function wrapInSeatbelt(request: SandboxRequest, { codexHome, env }: SandboxOptions): Promise<SandboxedCommand> {
  const { argv, cwd, policy } = request;
  const network = hasNetwork(policy);
  const rules = await writeRules(policy, { ...request, env, codexHome });
  const links = rules.onlyRules ? await linksOf(request, rules) : [];
  const secrets = secretPaths(codexHome);
  return {
    argv: seatbeltArgv({ argv, rules: withoutWrites(rules, rules.missing), network, secrets, links }),
    cwd,
    fds: [],
    held: () => undefined,
    started: () => {},
    release: () => {},
    env: { ...networkHint(policy), CODEX_SANDBOX: 'seatbelt' },
  };
}

const linksOf = ({ cwd, policy, policyCwd, names = [] }: SandboxRequest, { rules }: WriteRules) =>
  linksTo([cwd, policyCwd, ...names, ...(readLimits(policy).readable ?? [])], policyCwd, rules);

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function withoutWrites(rules: WriteRules, paths: readonly string[]): WriteRules {
  return { ...rules, rules: [...rules.rules, ...paths.map((path) => ({ path, write: false }))] };
}

function cachedProbe({ platform, arch, run, exists }: SandboxOptions): () => Promise<Probed> {
  let last: { readonly result: Promise<Probed>; stale: boolean } | undefined;
  return () => {
    if (last && !last.stale) return last.result;
    const supervisor = run ? undefined : new Supervisor();
    const result = probe({
      platform: platform ?? process.platform,
      arch: arch ?? process.arch,
      run: run ?? ((command) => (supervisor as Supervisor).run(command)),
      exists: exists ?? existsSync,
    });
    const entry = { result, stale: false };
    last = entry;
    const expire = (): void => {
      setTimeout(() => {
        entry.stale = true;
      }, RETRY_AFTER_MS).unref();
    };
    result.then(({ kind }) => kind === 'none' && expire(), expire);
    return result;
  };
}

/** Says to a command that its policy has no network, also to one that runs outside the sandbox with an approval (C88). */
export function networkHint(policy: SandboxPolicy): Record<string, string> {
  return hasNetwork(policy) ? {} : { CODEX_SANDBOX_NETWORK_DISABLED: '1' };
}
