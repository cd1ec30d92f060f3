import type { Tool, ToolEvent } from '../../core/ports/index.js';
import type { McpServerSettings, McpSettings } from '../../core/ports/mcp.js';
import { callTool } from './call.js';
import type { McpTool } from './connection.js';
import { inputSchema } from './input-schema.js';
import { qualify } from './names.js';
import type { McpServers } from './pool.js';
import type { ServerNews, SharedServer } from './shared-server.js';

const SERVER_NAME = /^[a-zA-Z0-9_-]+$/;

interface Used {
  readonly settings: McpServerSettings;
  readonly server: SharedServer;
  close(): void;
}

/** What one conversation has of the MCP servers that its configuration names. */
export class McpToolSet {
  readonly #servers: McpServers;
  readonly #report: (event: ToolEvent) => void;
  /** Waited for in vain: the next request does without it at once. */
  readonly #late = new WeakSet<Promise<void>>();
  #configured: McpSettings | undefined;
  #used: Used[] = [];
  #closed = false;

  constructor(servers: McpServers, report: (event: ToolEvent) => void) {
    this.#servers = servers;
    this.#report = report;
  }

  /** Starts what the settings name and ends the use of everything else; waits for nothing. */
  configure(mcp: McpSettings): void {
    if (this.#closed || this.#configured === mcp) return;
    const changed = partsOf(this.#configured) !== partsOf(mcp);
    this.#configured = mcp;
    if (!changed) return;
    for (const { name, reason } of mcp.unusable) this.#failLater(name, reason);
    const before = this.#used;
    this.#used = mcp.servers.flatMap((settings) => this.#use(settings) ?? []);
    for (const used of before) used.close(); // last, so that a server which stays is not ended in between
  }

  /** The tools of the servers that run. Waits a little for those that start. */
  async tools(signal: AbortSignal): Promise<Tool[]> {
    for (const { server } of this.#used) server.ensure();
    await this.#wait(signal);
    const all = this.#used.flatMap((used) =>
      used.server.tools
        .filter(({ name }) => isEnabled(name, used.settings))
        .map((tool) => ({ server: used.settings.name, tool: tool.name, used, entry: tool })),
    );
    return qualify(all).map(({ name, of: { used, entry } }) => asTool(name, entry, used));
  }

  close(): void {
    this.#closed = true;
    for (const used of this.#used.splice(0)) used.close();
  }

  #use(settings: McpServerSettings): Used | undefined {
    const { name } = settings;
    if (!SERVER_NAME.test(name)) {
      this.#failLater(name, `invalid server name '${name}': must match pattern ${SERVER_NAME.source}`);
      return undefined;
    }
    const { server, release } = this.#servers.use(settings);
    let failures = 0;
    const unwatch = server.watch((news) => this.#report(eventOf(name, news, failures++ > 0)));
    return {
      settings,
      server,
      close: () => {
        unwatch();
        release();
      },
    };
  }

  /** Nothing is reported before the set is open. */
  #failLater(name: string, cause: string): void {
    setImmediate(() => {
      if (!this.#closed) this.#report({ type: 'error', willRetry: false, message: startFailure(name, cause) });
    });
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const pending = this.#used.flatMap(({ server }) => server.pending ?? []).filter((one) => !this.#late.has(one));
    if (pending.length === 0 || signal.aborted) return;
    const open = new Set(pending);
    const all = Promise.all(pending.map((one) => one.then(() => open.delete(one))));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#configured?.turnWaitMs ?? 0);
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      void all.then(done);
    });
    for (const one of open) this.#late.add(one);
  }
}

/** Clients show an `error` as a failure: the first one is; that it goes on failing is a remark. */
function eventOf(name: string, news: ServerNews, again: boolean): ToolEvent {
  switch (news.type) {
    case 'start-failed':
      return again
        ? { type: 'note', message: startFailure(name, news.cause) }
        : { type: 'error', message: startFailure(name, news.cause), willRetry: false };
    case 'ended':
      return { type: 'note', message: `MCP server \`${name}\` has ended: ${news.cause}` };
    case 'started-again':
      return { type: 'note', message: `MCP server \`${name}\` was started again` };
  }
}

const partsOf = (mcp: McpSettings | undefined): string => JSON.stringify([mcp?.servers, mcp?.unusable]);

const startFailure = (name: string, cause: string): string => `MCP client for \`${name}\` failed to start: ${cause}`;

const isEnabled = (tool: string, { enabledTools, disabledTools }: McpServerSettings): boolean =>
  (enabledTools?.includes(tool) ?? true) && !disabledTools.includes(tool);

function asTool(name: string, tool: McpTool, { settings, server }: Used): Tool {
  const { toolApprovals } = settings;
  const approval =
    (Object.hasOwn(toolApprovals, tool.name) ? toolApprovals[tool.name] : undefined) ?? settings.approval;
  return {
    spec: {
      type: 'function',
      name,
      description: tool.description,
      strict: false,
      parameters: inputSchema(tool.inputSchema),
    },
    answers: (call) => call.kind === 'function' && call.name === name,
    run: (call, context) => callTool(call, { settings: { ...settings, approval }, tool, server }, context),
  };
}
