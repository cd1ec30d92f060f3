import type * as z from 'zod';
import { explain } from '../../protocol/explain.js';
import type { ConfigError } from './config-error.js';
import { Config, configError } from './schema.js';
import { isTable, type TomlTable } from './toml.js';

/** A part of the file that cannot be used, while the rest can (C292). */
export interface Fault {
  /** The part that is left out. */
  readonly keys: readonly string[];
  readonly value: unknown;
  readonly reason: string;
  /** The problem, and its place. */
  readonly error: ConfigError;
  /** Without this part, a conversation could do more than the user allows. So every conversation is refused. */
  readonly refuses: boolean;
}

export interface CheckedConfig {
  readonly config: Config;
  readonly faults: readonly Fault[];
}

/** Parts whose entries are independent of each other. */
const ENTRIES: ReadonlySet<string> = new Set(['mcp_servers', 'projects', 'turnwire']);
/** Parts that a conversation can do without. Entries of these two tables are checked when they are in force (C283). */
const SPARE: ReadonlySet<string> = new Set(['profiles', 'model_providers', 'notify']);
/** Parts that decide the rights or the identity of a conversation. */
const LIMITS: ReadonlySet<string> = new Set([
  'approval_policy',
  'sandbox_mode',
  'sandbox_workspace_write',
  'permissions',
  'default_permissions',
  'shell_environment_policy',
  'tools',
  'experimental_instructions_file',
]);

/** Checks a tree. Throws `ConfigError` for errors in parts that every conversation or sign-in needs. */
export function readConfig(tree: TomlTable): CheckedConfig {
  const faults: Fault[] = [];
  for (let rest = tree; ; ) {
    // A parser that zod compiles would cost more than it saves: the tree is read once for each edit, and the first conversation waits for it.
    const parsed = Config.safeParse(rest, { jitless: true });
    if (parsed.success) return { config: parsed.data, faults };
    const found = faultsIn(parsed.error, rest);
    faults.push(...found);
    for (const { keys } of found) rest = without(rest, keys);
  }
}

/** Checks a tree, including all parts that decide the rights of a conversation. Throws `ConfigError`. */
export function checkConfig(tree: TomlTable): Config {
  const { config, faults } = readConfig(tree);
  refuseFaults(faults);
  return config;
}

export function refuseFaults(faults: readonly Fault[]): void {
  const fault = faults.find(({ refuses }) => refuses);
  if (fault) throw fault.error;
}

/** Whether an error at these keys is reported for each conversation, not at the start. */
export function isConversations([first, , third]: readonly PropertyKey[]): boolean {
  const key = first === 'profiles' ? third : first;
  return typeof key === 'string' && LIMITS.has(key);
}

/** An MCP server that the user wants to run. */
export function isServerInUse({ keys: [table, name], value }: Fault): boolean {
  return table === 'mcp_servers' && name !== undefined && !(isTable(value) && value.enabled === false);
}

function faultsIn({ issues }: z.core.$ZodError, tree: TomlTable): Fault[] {
  const faults = new Map<string, Fault>();
  for (const issue of issues) {
    const error = configError(explain({ issues: [issue] }));
    const keys = partOf(issue.path);
    if (!keys) throw error;
    const id = JSON.stringify(keys);
    if (faults.has(id)) continue;
    faults.set(id, {
      keys,
      value: valueAt(tree, keys),
      reason: error.message,
      error,
      refuses: LIMITS.has(keys[0] as string),
    });
  }
  return [...faults.values()];
}

function partOf(path: readonly PropertyKey[]): string[] | undefined {
  const [first, second] = path.map(String);
  if (first === undefined) return undefined;
  if (SPARE.has(first) || LIMITS.has(first)) return [first];
  if (!ENTRIES.has(first)) return undefined;
  if (first !== 'turnwire') return second === undefined ? [first] : [first, second];
  // The server must not guess where and as whom to sign in.
  return second === undefined || second === 'auth' ? undefined : [first, second];
}

function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((at, key) => (isTable(at) && Object.hasOwn(at, key) ? at[key] : undefined), value);
}

function without(tree: TomlTable, [key, ...below]: readonly string[]): TomlTable {
  const entries = Object.entries(tree).flatMap(([name, value]): [string, unknown][] => {
    if (name !== key) return [[name, value]];
    return below.length > 0 && isTable(value) ? [[name, without(value, below)]] : [];
  });
  return Object.fromEntries(entries);
}
