/** What stands for what in one comparison: folders, and ids in the order in which they appear. */
export interface Places {
  readonly home: string;
  readonly work: string;
  readonly others?: Readonly<Record<string, string>>;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Numbers that differ from run to run, by the name of their field. */
const RESTLESS = new Set([
  ...['nanos', 'secs', 'historyLogId', 'history_log_id', 'duration_seconds', 'pid'],
  ...['emittedAtMs', 'startedAtMs', 'completedAtMs', 'startedAt', 'completedAt', 'durationMs'],
  ...['createdAt', 'updatedAt', 'recencyAt'],
]);

/** Puts names in the place of ids, times, paths, ports, durations and versions, so that two runs can be compared. */
export class Normaliser {
  readonly #ids = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #paths: [string, string][];

  constructor(places: Places) {
    const paths = { $home: places.home, $work: places.work, ...places.others };
    // The longest first: one folder may lie in another.
    this.#paths = Object.entries(paths)
      .map(([name, path]): [string, string] => [path, name])
      .sort((a, b) => b[0].length - a[0].length);
  }

  /** The same value with names in place of what changes from run to run. */
  value(value: unknown, key = ''): unknown {
    if (typeof value === 'string') return this.text(value, key);
    if (typeof value === 'number') return RESTLESS.has(key) ? `$${key}` : value;
    // The list grows with every release; a separate test checks it.
    if (key === 'methods') return '$methods';
    if (key === 'serverInfo') return { ...(value as object), version: '$version' };
    if (Array.isArray(value)) return value.map((v) => this.value(v, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [this.text(k), this.value(v, k)]));
  }

  text(text: string, key = ''): string {
    if (key === 'userAgent' || key === 'user-agent') return userAgent(text);
    if (
      key === 'cli_version' ||
      key === 'cliVersion' ||
      key === 'logId' ||
      key === 'platformOs' ||
      key === 'commit_hash'
    )
      return `$${key}`;
    let out = text;
    for (const [path, name] of this.#paths) out = out.replaceAll(path, name);
    return out
      .replace(/sessions\/\d{4}\/\d\d\/\d\d\//g, 'sessions/$day/')
      .replace(/\b\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\b/g, '$time')
      .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '$time')
      .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:$port')
      .replace(/\bsha256:[0-9a-f]{64}\b/g, 'sha256:$hash')
      .replace(/"duration_seconds":\d+\.\d+/g, '"duration_seconds":"$seconds"')
      .replace(/\bin \d+(\.\d+)?m?s…/g, 'in $back-off…')
      .replace(UUID, (id, version: string) => this.#name(id, version));
  }

  /** Conversations have ids that begin with their time (version 7), subscriptions and logins random ones. */
  #name(id: string, version: string): string {
    // Ids that a test has made up stay as they are.
    if (id.startsWith('00000000-')) return id;
    const known = this.#ids.get(id);
    if (known !== undefined) return known;
    const letter = version === '7' ? 'c' : version === '4' ? 's' : 'u';
    const count = (this.#counts.get(letter) ?? 0) + 1;
    this.#counts.set(letter, count);
    const name = `$${letter}${count}`;
    this.#ids.set(id, name);
    return name;
  }

  /** The id that a name stands for; undefined before it has appeared. */
  idOf(name: string): string | undefined {
    for (const [id, known] of this.#ids) if (known === name) return id;
    return undefined;
  }
}

/** `turnwire/0.1.0 (Debian 12; x64) dumb (me; 1)` without what belongs to the machine. */
function userAgent(text: string): string {
  return text.replace(/^([^/]+)\/\S+ \([^)]*\)/, '$1/$$version ($$system)');
}

/** A value with its object keys in order: the order of keys has no meaning on the wire. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([k, v]) => [k, sorted(v)]));
}
