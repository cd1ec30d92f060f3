import type { Tool, ToolCall, ToolEvent } from '../../core/ports/index.js';
import type { McpServerSettings, McpSettings } from '../../core/ports/mcp.js';
import { onAbort } from '../../domain/abort.js';
import { plainName } from '../../domain/called-name.js';
import { isJsonObject } from '../../domain/json.js';
import { rawArguments } from '../hooked-input.js';
import { callTool, type KeepApproval, type OutputForm } from './call.js';
import type { McpTool } from './connection.js';
import { inputSchema } from './input-schema.js';
import { type Place, placed, qualify } from './names.js';
import type { McpServers } from './pool.js';
import type { ServerNews, SharedServer } from './shared-server.js';

const SERVER_NAME = /^[a-zA-Z0-9_-]+$/;

interface Calls {
  readonly form: OutputForm;
  readonly keep: KeepApproval;
}

interface Used {
  readonly settings: McpServerSettings;
  readonly server: SharedServer;
  close(): void;
}

/** The MCP servers and tools of one conversation. */
export class McpToolSet {
  readonly #servers: McpServers;
  readonly #keep: KeepApproval;
  readonly #report: (event: ToolEvent) => void;
  /** Servers that did not start in time: the next request does not wait for them. */
  readonly #late = new WeakSet<Promise<void>>();
  #configured: McpSettings | undefined;
  #used: Used[] = [];
  /** Reports from before the set is open. */
  #early: ToolEvent[] | undefined = [];
  #closed = false;

  constructor(servers: McpServers, keep: KeepApproval, report: (event: ToolEvent) => void) {
    this.#servers = servers;
    this.#keep = keep;
    this.#report = report;
    setImmediate(() => this.#open());
  }

  /** Starts the servers that the settings name and stops using all others, without waiting. */
  configure(mcp: McpSettings): void {
    if (this.#closed || this.#configured === mcp) return;
    const changed = partsOf(this.#configured) !== partsOf(mcp);
    this.#configured = mcp;
    if (!changed) return;
    for (const { name, reason } of mcp.unusable) this.#tell(failed(name, reason, false));
    const before = this.#used;
    this.#used = mcp.servers.flatMap((settings) => this.#use(settings) ?? []);
    for (const used of before) used.close(); // last, so that a server which stays is not ended in between
  }

  /** The same, but also starts failed servers, and reports each server again. */
  reload(mcp: McpSettings): void {
    const before = this.#used;
    this.configure(mcp);
    if (this.#used !== before) return;
    for (const { settings, server } of before) {
      server.open();
      if (server.isRunning) this.#tell(progress(settings.name, 'ready'));
    }
  }

  /** The tools of the running servers. Waits a short time for those that are starting. `form` is that of their outputs. */
  async tools(form: OutputForm, signal: AbortSignal): Promise<Tool[]> {
    for (const { server } of this.#used) server.ensure();
    await this.#wait(signal);
    const all = this.#used.flatMap((used) =>
      used.server.tools
        .filter(({ name }) => isEnabled(name, used.settings))
        .map((tool) => ({ server: used.settings.name, tool: tool.name, used, entry: tool })),
    );
    const named = qualify(all);
    const places = new Map(placed(named.map(({ of }) => of)).map(({ of, place }) => [of, place]));
    return named.flatMap(({ name, of }) => {
      const place = places.get(of);
      return place === undefined ? [] : [asTool(name, place, of.entry, of.used, { form, keep: this.#keep })];
    });
  }

  close(): void {
    this.#closed = true;
    for (const used of this.#used.splice(0)) used.close();
  }

  #use(settings: McpServerSettings): Used | undefined {
    const { name } = settings;
    if (!SERVER_NAME.test(name)) {
      const why = `invalid server name '${name}': must match pattern ${SERVER_NAME.source}`;
      this.#tell(failed(name, why, false));
      return undefined;
    }
    const { server, release } = this.#servers.use(settings);
    let failures = 0;
    this.#tellState(name, server);
    const unwatch = server.watch((news) => {
      for (const event of eventsOf(name, news, failures > 0)) this.#tell(event);
      if (news.type !== 'starting' && news.type !== 'started') failures++;
    });
    return {
      settings,
      server,
      close: () => {
        unwatch();
        release();
      },
    };
  }

  /** Its state when a conversation begins to use it. */
  #tellState(name: string, server: SharedServer): void {
    this.#tell(progress(name, 'starting'));
    if (server.isRunning) this.#tell(progress(name, 'ready'));
  }

  /** Nothing is reported before the set is open. */
  #tell(event: ToolEvent): void {
    if (this.#early) this.#early.push(event);
    else if (!this.#closed) this.#report(event);
  }

  #open(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const event of early) this.#tell(event);
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
        forget();
        resolve();
      };
      const forget = onAbort(signal, done);
      void all.then(done);
    });
    for (const one of open) this.#late.add(one);
  }
}

/** Clients show an `error` as a failure: the first failure is an error, later ones are notes. */
function eventsOf(name: string, news: ServerNews, again: boolean): ToolEvent[] {
  switch (news.type) {
    case 'starting':
      return [progress(name, 'starting')];
    case 'started':
      return [progress(name, 'ready')];
    case 'start-failed':
      return [failed(name, news.cause, again, news.wantsNewSignIn)];
    case 'ended':
      return [{ type: 'note', message: `MCP server \`${name}\` has ended: ${news.cause}` }];
    case 'started-again':
      return [progress(name, 'ready'), { type: 'note', message: `MCP server \`${name}\` was started again` }];
  }
}

const partsOf = (mcp: McpSettings | undefined): string => JSON.stringify([mcp?.servers, mcp?.unusable]);

const progress = (server: string, status: 'starting' | 'ready'): ToolEvent => ({
  type: 'mcp-start',
  server,
  status,
  message: null,
  wantsNewSignIn: false,
  again: false,
});

const failed = (server: string, cause: string, again: boolean, wantsNewSignIn = false): ToolEvent => ({
  type: 'mcp-start',
  server,
  status: 'failed',
  message: `MCP client for \`${server}\` failed to start: ${cause}`,
  wantsNewSignIn,
  again,
});

export const isEnabled = (tool: string, { enabledTools, disabledTools }: McpServerSettings): boolean =>
  (enabledTools?.includes(tool) ?? true) && !disabledTools.includes(tool);

function asTool(name: string, place: Place, tool: McpTool, { settings, server }: Used, calls: Calls): Tool {
  const { toolApprovals } = settings;
  const about = server.about?.instructions || `Tools in the ${place.namespace} namespace.`;
  const approval =
    (Object.hasOwn(toolApprovals, tool.name) ? toolApprovals[tool.name] : undefined) ?? settings.approval;
  return {
    spec: {
      type: 'function',
      name,
      description: tool.description,
      strict: false,
      parameters: inputSchema(tool.inputSchema),
      within: { ...place, about },
    },
    answers: (call) => call.kind === 'function' && isFor(call, name, place),
    hooked: (call) => ({
      name: `mcp__${settings.name}__${tool.name}`,
      input: rawArguments(call.input),
      withInput: (input) => (isJsonObject(input) ? { ...call, input: JSON.stringify(input) } : undefined),
    }),
    run: (call, context) => callTool(call, { settings: { ...settings, approval }, tool, server, ...calls }, context),
  };
}

/** A call without a namespace is for the plain name. In other namespaces the same plain name is that of another tool. */
function isFor({ namespace, name }: ToolCall, plain: string, place: Place): boolean {
  if (namespace === undefined) return name === plain;
  return namespace === place.namespace && name === plainName({ namespace, name: place.tool });
}
