import { type BigIntStats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { MINIMAL, readLimits, type SandboxPolicy } from '../../domain/policies.js';
import { realPathSync } from '../../os/real-path.js';

/** The settings that name the folders that a conversation may write. */
export interface PinnedSettings {
  readonly cwd: string;
  readonly sandboxPolicy: SandboxPolicy;
}

interface Pin {
  readonly real: string;
  /** Undefined where there was no folder. */
  readonly identity: string | undefined;
}

/**
 * Remembers which folders the paths in a conversation's settings mean. A program that can write beside such a folder, for example in another conversation,
 * could replace it by a link, and commands of this conversation would write to the target of that link (C224).
 */
export class WorkspacePins {
  readonly #pins = new Map<string, Pin>();

  /** Call it when settings change: the present target of each new path is remembered. */
  pin(settings: PinnedSettings): void {
    for (const path of [...foldersOf(settings), ...readOf(settings)])
      if (!this.#pins.has(path)) this.#pins.set(path, lookAt(path));
  }

  /**
   * Why the folders must not be used any more; undefined when they are the same as before. `held` gives the identity of the folder that is kept open for a real
   * path and is used.
   */
  problem(settings: PinnedSettings, held?: (real: string) => string | undefined): string | undefined {
    for (const path of foldersOf(settings)) {
      const [pin, now] = [this.#pins.get(path), lookAt(path)];
      const identity = held?.(now.real) ?? now.identity;
      const isSame = pin?.real === now.real && (pin.identity === undefined || pin.identity === identity);
      if (!pin || isSame) continue;
      const what = now.identity === undefined ? 'is gone' : 'is another folder now';
      return `the folder ${path} ${what}; it was ${pin.real} when the conversation began. Resume the conversation to use it as it is.`;
    }
    return undefined;
  }

  /** The same settings with the real names of the folders. */
  real({ cwd, sandboxPolicy: policy }: PinnedSettings): PinnedSettings {
    const real = (path: string): string => this.#pins.get(path)?.real ?? path;
    if (policy.mode === 'danger-full-access') return { cwd: real(cwd), sandboxPolicy: policy };
    const readable = policy.readable?.map(real);
    const now = readable ? { ...policy, readable } : policy;
    if (now.mode !== 'workspace-write' || !now.writable_roots) return { cwd: real(cwd), sandboxPolicy: now };
    const writable_roots = now.writable_roots.map((root) => real(resolve(cwd, root)));
    return { cwd: real(cwd), sandboxPolicy: { ...now, writable_roots } };
  }
}

function foldersOf({ cwd, sandboxPolicy: policy }: PinnedSettings): string[] {
  const roots = policy.mode === 'workspace-write' ? (policy.writable_roots ?? []) : [];
  return [cwd, ...roots.map((root) => resolve(cwd, root))];
}

/** Further readable paths. They may appear and disappear. A path that has become a link is not read. */
const readOf = ({ sandboxPolicy }: PinnedSettings): string[] =>
  (readLimits(sandboxPolicy).readable ?? []).filter((path) => path !== MINIMAL);

function lookAt(path: string): Pin {
  const { path: real } = realPathSync(path);
  let stats: BigIntStats;
  try {
    stats = statSync(real, { bigint: true });
  } catch {
    return { real, identity: undefined };
  }
  return { real, identity: identityOf(stats) };
}

export const identityOf = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`;
