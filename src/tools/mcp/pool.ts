import type { McpServerSettings } from '../../core/ports/mcp.js';
import { type McpDependencies, SharedServer } from './shared-server.js';

/** Milliseconds after which an unused server is ended. */
const GRACE_MS = 2000;

interface Entry {
  readonly server: SharedServer;
  users: number;
  leaving: NodeJS.Timeout | undefined;
}

/** The MCP servers of this process: one for each configuration, shared by all conversations that have it. */
export class McpServers {
  readonly #dependencies: McpDependencies;
  readonly #entries = new Map<string, Entry>();
  readonly #closing = new Set<Promise<void>>();

  constructor(dependencies: McpDependencies) {
    this.#dependencies = dependencies;
  }

  /** Returns the server of this configuration, and starts it if needed. It may be used until `release`. */
  use(settings: McpServerSettings): { readonly server: SharedServer; release(): void } {
    const key = keyOf(settings);
    const entry = this.#entries.get(key) ?? {
      server: new SharedServer(settings, this.#dependencies),
      users: 0,
      leaving: undefined,
    };
    this.#entries.set(key, entry);
    clearTimeout(entry.leaving);
    entry.users++;
    entry.server.open();
    let released = false;
    return {
      server: entry.server,
      release: () => {
        if (released) return;
        released = true;
        if (--entry.users === 0) entry.leaving = setTimeout(() => this.#end(key, entry), GRACE_MS).unref();
      },
    };
  }

  async close(): Promise<void> {
    for (const [key, entry] of this.#entries) this.#end(key, entry);
    await Promise.all(this.#closing);
  }

  #end(key: string, { server, leaving }: Entry): void {
    clearTimeout(leaving);
    this.#entries.delete(key);
    const closing = server.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}

/** The settings on which a process or a connection depends. Conversations may offer different tools of it. Folders and sign-ins depend on the name. */
const keyOf = ({ name, endpoint, startupTimeoutMs }: McpServerSettings): string =>
  JSON.stringify([name, endpoint, startupTimeoutMs]);
