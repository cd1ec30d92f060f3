import { realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FoundHooks } from '../../core/ports/index.js';
import type { Hook, HookSource } from '../../domain/hook.js';
import { matcherProblem } from '../../domain/hook-matcher.js';
import { readRegularFileSync, realPathOfOpen } from '../../os/open-regular-file.js';
import { foldersAbove, isWithin } from '../../os/real-path.js';
import { isTable, parseToml, type TomlTable } from '../toml.js';
import type { Project } from '../trust.js';
import {
  type CommandHandler,
  type DeclaredHook,
  hashOf,
  labelOf,
  readHooksFile,
  readHooksTable,
  timeoutOf,
} from './declared.js';

export interface HookPlaces {
  readonly home: string;
  /** `config.toml` of the home, and its content. */
  readonly user: { readonly path: string; readonly tree: TomlTable };
  /** The values of `-c` and of a request. */
  readonly flags: TomlTable;
  readonly cwd: string;
  /** Undefined when the user trusts no project at all: then there is nothing to look for in one. */
  readonly project: Project | undefined;
}

/** The hooks of one source: a file, or `-c`. */
interface Group {
  readonly source: HookSource;
  readonly path: string;
  read(): DeclaredHook[];
}

const FLAGS_PATH = '/<session-flags>/config.toml';
const MAX_BYTES = 1024 * 1024;

/**
 * The hooks that a folder sees: those of the user, of the project where the user trusts it, and of `-c`. Only the user decides which of them are trusted:
 * trust settings of a project are not read.
 */
export function discoverHooks(places: HookPlaces): FoundHooks {
  const { user, flags } = places;
  if (isOff(user.tree, flags)) return { hooks: [], warnings: [], errors: [] };
  const finder = new Finder(statesOf([user.tree, flags]));
  finder.layer('user', dirname(user.path), () => user.tree.hooks);
  for (const { folder, project } of projectFolders(places)) {
    finder.layer('project', folder, () => readToml(join(folder, 'config.toml'), project));
  }
  finder.add({ source: 'sessionFlags', path: FLAGS_PATH, read: () => table(flags.hooks) });
  return finder.found();
}

class Finder {
  readonly #states: States;
  readonly #hooks: Hook[] = [];
  readonly #warnings: string[] = [];
  readonly #errors: { path: string; message: string }[] = [];

  constructor(states: States) {
    this.#states = states;
  }

  found(): FoundHooks {
    return { hooks: this.#hooks, warnings: this.#warnings, errors: this.#errors };
  }

  /** A folder with a `hooks.json`, a `config.toml`, or both. */
  layer(source: HookSource, folder: string, toml: () => unknown): void {
    const [json, config] = [join(folder, 'hooks.json'), join(folder, 'config.toml')];
    const before = this.#warnings.length;
    const both = [
      this.add({ source, path: json, read: () => readJson(json, source === 'project' ? dirname(folder) : undefined) }),
      this.add({ source, path: config, read: () => table(toml()) }),
    ];
    if (both.every(Boolean))
      this.#warnings.splice(
        before,
        0,
        `loading hooks from both ${json} and ${config}; prefer a single representation for this layer`,
      );
  }

  /** Whether there were any. */
  add({ source, path, read }: Group): boolean {
    let declared: DeclaredHook[];
    try {
      declared = read();
    } catch (e) {
      this.#errors.push({ path, message: `failed to read hooks of ${path}: ${(e as Error).message}` });
      return false;
    }
    for (const one of declared) this.#hook(one, source, path);
    return declared.length > 0;
  }

  #hook(declared: DeclaredHook, source: HookSource, path: string): void {
    const { event, matcher, handler, group, place } = declared;
    const problem = matcher === undefined ? undefined : matcherProblem(matcher);
    if (problem !== undefined) return this.#skip(`invalid matcher ${JSON.stringify(matcher)} in ${path}: ${problem}`);
    if (!isCommand(handler))
      return this.#skip(`skipping ${handler.type} hook in ${path}: ${handler.type} hooks are not supported`);
    if (handler.command.trim() === '') return this.#skip(`skipping empty hook command in ${path}`);
    const key = `${path}:${labelOf(event)}:${group}:${place}`;
    const hash = hashOf({ ...declared, handler });
    const { enabled = true, trusted } = this.#states.get(key) ?? {};
    const trust = trusted === undefined ? 'untrusted' : trusted === hash ? 'trusted' : 'modified';
    this.#hooks.push({
      key,
      event,
      matcher,
      command: handler.command,
      timeoutSec: timeoutOf(event, handler.timeout),
      async: handler.async ?? false,
      statusMessage: handler.statusMessage,
      contextLimit: handler.additionalContextLimit,
      sourcePath: path,
      source,
      displayOrder: this.#hooks.length,
      enabled,
      hash,
      trust,
    });
  }

  #skip(warning: string): void {
    if (!this.#warnings.includes(warning)) this.#warnings.push(warning);
  }
}

const isCommand = (handler: DeclaredHook['handler']): handler is CommandHandler => handler.type === 'command';

type States = ReadonlyMap<string, { readonly enabled?: boolean; readonly trusted?: string }>;

/** `[hooks.state]`; the later tree wins, member by member. A value with a wrong type counts as not set. */
function statesOf(trees: readonly TomlTable[]): States {
  const states = new Map<string, { enabled?: boolean; trusted?: string }>();
  for (const { hooks } of trees) {
    if (!isTable(hooks) || !isTable(hooks.state)) continue;
    for (const [name, state] of Object.entries(hooks.state)) {
      if (!isTable(state)) continue;
      const { enabled, trusted_hash: trusted } = state;
      states.set(name.trim(), {
        ...states.get(name.trim()),
        ...(typeof enabled === 'boolean' ? { enabled } : {}),
        ...(typeof trusted === 'string' ? { trusted } : {}),
      });
    }
  }
  return states;
}

/** `[features] hooks = false`, or the older name of the same. */
function isOff(...trees: readonly TomlTable[]): boolean {
  const said = ['codex_hooks', 'hooks'].flatMap((name) =>
    trees.flatMap(({ features }) => (isTable(features) && typeof features[name] === 'boolean' ? [features[name]] : [])),
  );
  return said.at(-1) === false;
}

/** From the top of the project down to the working directory; none where the user does not trust the project. */
function projectFolders({ home, cwd, project }: HookPlaces): { readonly folder: string; readonly project: string }[] {
  if (!project?.isTrusted) return [];
  const folder = real(cwd);
  return [folder, ...foldersAbove(folder)]
    .filter((each) => isWithin(each, project.folder))
    .map((each) => join(each, '.codex'))
    .filter((each) => real(each) !== real(home))
    .reverse()
    .map((each) => ({ folder: each, project: project.folder }));
}

const table = (value: unknown): DeclaredHook[] => (value === undefined ? [] : readHooksTable(value));

function readJson(path: string, within: string | undefined): DeclaredHook[] {
  const text = readText(path, within);
  return text === undefined ? [] : readHooksFile(JSON.parse(text));
}

function readToml(path: string, within: string): unknown {
  const text = readText(path, within);
  return text === undefined ? undefined : parseToml(text, path).hooks;
}

/** Undefined where there is no file. A file of a project must not lead out of it. */
function readText(path: string, within: string | undefined): string | undefined {
  const allow = (fd: number): void => {
    const leadsTo = within === undefined ? undefined : realPathOfOpen(fd, path);
    if (within !== undefined && (leadsTo === undefined || !isWithin(leadsTo, real(within))))
      throw new Error('it leads out of the project');
  };
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined; // the usual case, at each turn
  try {
    return readRegularFileSync(path, { maxBytes: MAX_BYTES, allow }).toString('utf8');
  } catch (e) {
    if (['ENOENT', 'ENOTDIR'].includes((e as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw e;
  }
}

function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
