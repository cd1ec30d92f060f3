import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('mcp-server.mjs', import.meta.url));
const EVERYTHING = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url),
);

/** The options of the small server `mcp-server.mjs`. */
export interface SmallServer {
  readonly journal?: string;
  readonly tools?: readonly object[];
  readonly pageSize?: number;
  readonly waitFor?: string;
  readonly hang?: boolean;
  readonly exit?: number;
  readonly says?: string;
  readonly greet?: boolean;
  readonly change?: { readonly when: string; readonly tool: object };
  readonly many?: number;
  readonly endless?: boolean;
  readonly flood?: number;
  readonly raw?: Readonly<Record<string, string>>;
  readonly calls?: Readonly<Record<string, object>>;
}

/** `[mcp_servers.<name>]` with the small server; `more` are further keys. */
export function small(name: string, server: SmallServer, more = ''): string {
  return section(name, [SCRIPT, JSON.stringify(server)], more);
}

/** The server that exercises all of the protocol. */
export const everything = (name: string, more = ''): string => section(name, [EVERYTHING, 'stdio'], more);

function section(name: string, args: readonly string[], more: string): string {
  const words = args.map((word) => JSON.stringify(word)).join(', ');
  return `[mcp_servers.${name}]\ncommand = ${JSON.stringify(process.execPath)}\nargs = [${words}]\n${more}\n`;
}

export const tool = (name: string, more: object = {}) => ({
  name,
  description: `The tool ${name}.`,
  inputSchema: { type: 'object', properties: { msg: { type: 'string' } } },
  ...more,
});

export interface JournalEntry {
  readonly pid?: number;
  readonly env?: readonly string[];
  readonly cwd?: string;
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
}

/** What a small server has written down so far. */
export function readJournal(path: string): JournalEntry[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as JournalEntry);
}

export const pidsIn = (path: string): number[] => readJournal(path).flatMap(({ pid }) => pid ?? []);
