import type {
  McpDirectCall,
  McpResourceContent,
  McpServerAbout,
  McpServerSettings,
  McpServerState,
  McpTokens,
} from '../../core/ports/mcp.js';
import { onAbort } from '../../domain/abort.js';
import { lateModule } from '../../os/late-import.js';
import type { CallOptions, CallResult, Connection, McpTool, Peer } from './connection.js';
import type { Elicit } from './elicitations.js';
import { WANTS_AUTHORIZATION } from './headers.js';
import { Program, type ProgramDependencies } from './program.js';
import { ServerSecrets } from './secrets.js';

const loadConnection = lateModule(() => import('./connection.js'));

export interface McpDependencies extends ProgramDependencies {
  readonly version: string;
  readonly tokens: McpTokens;
  readonly log: { debug(data: object, message: string): void };
}

type Limits = Pick<CallOptions, 'timeoutMs' | 'signal'>;
type Resources = Pick<McpServerState, 'resources' | 'resourceTemplates'>;

/** Reports about a server to the conversations that use it. */
export type ServerNews =
  | { readonly type: 'starting' }
  | { readonly type: 'started' }
  | { readonly type: 'start-failed'; readonly cause: string; readonly wantsNewSignIn: boolean }
  | { readonly type: 'ended'; readonly cause: string }
  | { readonly type: 'started-again' };

/**
 * Milliseconds after the first, second and later failures before the next request or call starts the server again. A server that ended while it ran is
 * started at once; after the last of these waits, only a new conversation starts it.
 */
const BACK_OFF = [0, 5_000, 30_000, 120_000];

const REMARK_LENGTH = 500;

/** One running server for all conversations that use it: starts, ends, starts again. */
export class SharedServer {
  readonly #settings: McpServerSettings;
  readonly #dependencies: McpDependencies;
  readonly #secrets: ServerSecrets;
  readonly #watchers = new Set<(news: ServerNews) => void>();
  #connection: Connection | undefined;
  /** Undefined for a server on the network. */
  #program: Program | undefined;
  #tools: readonly McpTool[] = [];
  #starting: Promise<void> | undefined;
  #refreshing: Promise<void> | undefined;
  /** The list that is being read has changed again. */
  #isOutdated = false;
  /** It has ended, and the reason is not known yet. */
  #losing: Promise<void> | undefined;
  /** Belongs to the running start. */
  #deadline = new AbortController();
  /** It was sent the token of a sign-in since its last start. */
  #isSignedIn = false;
  /** Why it does not run; undefined while it does, or is starting. */
  #failure: string | undefined;
  #failures = 0;
  #retryAt = 0;
  #closed = false;

  constructor(settings: McpServerSettings, dependencies: McpDependencies) {
    this.#settings = settings;
    this.#dependencies = dependencies;
    this.#secrets = new ServerSecrets(settings, dependencies.env);
  }

  /** Its present tools; empty unless it runs. */
  get tools(): readonly McpTool[] {
    return this.#connection ? this.#tools : [];
  }

  get isRunning(): boolean {
    return this.#connection !== undefined;
  }

  /** Why it does not run; undefined while it does, or is starting. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** It requires authorization. */
  get wantsAuthorization(): boolean {
    return this.#failure?.startsWith(WANTS_AUTHORIZATION) ?? false;
  }

  /** Its description of itself; undefined unless it runs. */
  get about(): McpServerAbout | undefined {
    return this.#secrets.hiddenIn(this.#connection?.about);
  }

  /** Resolves when its list of tools is up to date: after a running start, or after announced changes were read. Never rejects. */
  get pending(): Promise<void> | undefined {
    return this.#losing ?? this.#starting ?? this.#refreshing;
  }

  watch(watcher: (news: ServerNews) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** A new conversation uses it: after a failure, it is started again. */
  open(): void {
    this.#failures = 0;
    this.#retryAt = 0;
    this.ensure();
  }

  /** Starts it unless it runs, is starting, or has failed a short time ago. */
  ensure(): void {
    if (this.#closed || this.#connection || this.#losing || this.#starting) return;
    if (performance.now() < this.#retryAt) return;
    const again = this.#failure !== undefined;
    this.#failure = undefined;
    this.#isSignedIn = false;
    this.#notify({ type: 'starting' });
    this.#starting = this.#start().then(
      () => {
        this.#starting = undefined;
        this.#notify({ type: again ? 'started-again' : 'started' });
      },
      (e: unknown) => {
        this.#starting = undefined;
        this.#failures = Math.max(1, this.#failures);
        this.#fail('start-failed', (e as Error).message);
      },
    );
  }

  /** A tool as the server describes it now; undefined when it does not run, or has no such tool. */
  async current(name: string, signal: AbortSignal): Promise<McpTool | undefined> {
    await orAborted(this.#refreshing, signal);
    return this.tools.find((tool) => tool.name === name);
  }

  /** Rejects with an error whose message names the cause, also when the description of the tool has changed. */
  async call(
    { name: tool, definition }: Pick<McpTool, 'name' | 'definition'>,
    args: Record<string, unknown> | undefined,
    options: CallOptions,
  ): Promise<CallResult> {
    const connection = await this.#connected(options.signal);
    const now = this.#tools.find(({ name }) => name === tool);
    if (now?.definition !== definition)
      throw new Error(
        `the server ${now ? 'has changed this tool' : 'has this tool no more'} since the call was decided`,
      );
    const elicit: Elicit = (question, signal) => options.elicit(this.#secrets.hiddenIn(question), signal);
    return this.#request(connection, options, () => connection.call(tool, args, { ...options, elicit }));
  }

  /** The same, called by a client and not by the model; what the server says about the tool does not matter. */
  async callDirectly({ tool, arguments: args, meta }: McpDirectCall, options: Limits): Promise<CallResult> {
    const connection = await this.#connected(options.signal);
    // There is no user to ask, so a question of the server is declined.
    const withoutUser = { ...options, elicit: async () => null };
    return this.#request(connection, options, () => connection.call(tool, args, withoutUser, meta));
  }

  async read(uri: string, options: Limits): Promise<McpResourceContent[]> {
    const connection = await this.#connected(options.signal);
    return this.#request(connection, options, () => connection.readResource(uri, options));
  }

  /** Its other lists besides the tools; a list that cannot be read is empty. Never rejects. */
  async resources({ timeoutMs, signal: end }: Limits): Promise<Resources> {
    const connection = this.#connection;
    const signal = AbortSignal.any([end, AbortSignal.timeout(timeoutMs)]);
    const [resources, resourceTemplates] = await Promise.all([
      connection?.listResources(signal).catch(() => []),
      connection?.listResourceTemplates(signal).catch(() => []),
    ]);
    return this.#secrets.hiddenIn({ resources: resources ?? [], resourceTemplates: resourceTemplates ?? [] });
  }

  async #connected(signal: AbortSignal): Promise<Connection> {
    await this.#losing;
    this.ensure();
    if (!this.#connection) await orAborted(this.#starting, signal);
    if (!this.#connection) throw new Error(this.#failure ?? 'the server is ending');
    return this.#connection;
  }

  async #request<T>(connection: Connection, options: Limits, request: () => Promise<T>): Promise<T> {
    const { causeOf, isAnswer, isTimeout } = await loadConnection();
    const causeFor = (e: unknown): string => causeOf(e, this.#settings, this.#secrets);
    try {
      const result = await request();
      this.#failures = 0;
      return this.#secrets.hiddenIn(result);
    } catch (e) {
      if (isTimeout(e)) throw new Error(`request timed out after ${options.timeoutMs / 1000} s`);
      // A server on the network does not report its end.
      if (!isAnswer(e) && this.#connection === connection && !options.signal.aborted)
        this.#lose(connection, causeFor(e));
      await this.#losing;
      throw new Error(this.#connection === connection ? causeFor(e) : (this.#failure ?? causeFor(e)));
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#watchers.clear();
    this.#deadline.abort();
    this.#program?.child.end();
    await this.#connection?.close().catch(() => {});
  }

  async #start(): Promise<void> {
    const deadline = new AbortController();
    this.#deadline = deadline;
    const timer = setTimeout(() => deadline.abort(), this.#settings.startupTimeoutMs);
    // Started before the library is loaded, so that both run at the same time.
    const program = this.#startProgram();
    const { connect, causeOf } = await loadConnection().catch((e: unknown) => {
      clearTimeout(timer);
      program?.child.end();
      throw e;
    });
    let opened: Connection | undefined;
    try {
      opened = await connect(this.#peer(program), {
        version: this.#dependencies.version,
        signal: deadline.signal,
        onRemark: ({ message: remark }) =>
          this.#log({ remark: this.#secrets.hiddenIn(remark).slice(0, REMARK_LENGTH) }, 'a remark about an MCP server'),
        onToolsChanged: () => this.#refresh(),
        onClosed: () => this.#closedBy(program),
      });
      this.#tools = this.#secrets.hiddenIn(await opened.listTools(deadline.signal));
      deadline.signal.throwIfAborted();
      this.#connection = opened;
    } catch (e) {
      const cause = deadline.signal.aborted
        ? this.#timedOut(program)
        : ((await program?.ending()) ?? causeOf(e, this.#settings, this.#secrets));
      program?.child.end();
      void opened?.close().catch(() => {});
      throw new Error(cause);
    } finally {
      clearTimeout(timer);
    }
  }

  #startProgram(): Program | undefined {
    const { name, endpoint } = this.#settings;
    if (endpoint.kind === 'address') return undefined;
    this.#program = new Program(name, endpoint, this.#dependencies, (line) =>
      this.#log({ line }, 'stderr of an MCP server'),
    );
    return this.#program;
  }

  #peer(program: Program | undefined): Peer {
    const { name, endpoint } = this.#settings;
    const { env } = this.#dependencies;
    if (endpoint.kind === 'address')
      return { kind: 'address', name, address: endpoint, env, tokens: this.#watchedTokens() };
    return { kind: 'program', child: (program as Program).child };
  }

  /** The tokens of a sign-in; they are treated as secrets as soon as they are sent. */
  #watchedTokens(): McpTokens {
    const { tokens } = this.#dependencies;
    const watched = async (given: Promise<string | undefined>): Promise<string | undefined> => {
      const token = await given;
      this.#secrets.add(token);
      if (token !== undefined) this.#isSignedIn = true;
      return token;
    };
    return {
      token: (target) => watched(tokens.token(target)),
      renew: (target, refused) => watched(tokens.renew(target, refused)),
    };
  }

  #timedOut(program: Program | undefined): string {
    const after = `request timed out after ${this.#settings.startupTimeoutMs / 1000} s`;
    return program?.lastLine === undefined ? after : `${after}; its last words: ${program.lastLine}`;
  }

  #closedBy(program: Program | undefined): void {
    // While it starts, the start fails with the reason.
    if (!this.#connection || this.#program !== program) return;
    this.#connection = undefined;
    this.#losing = Promise.resolve(program?.ending()).then((cause = 'the connection was closed') => {
      this.#losing = undefined;
      this.#fail('ended', cause);
    });
  }

  #lose(connection: Connection, cause: string): void {
    this.#connection = undefined;
    this.#fail('ended', cause);
    void connection.close().catch(() => {});
  }

  #fail(type: 'start-failed' | 'ended', cause: string): void {
    if (this.#closed) return;
    this.#failure = cause;
    this.#retryAt = performance.now() + (BACK_OFF[this.#failures++] ?? Number.POSITIVE_INFINITY);
    const wantsNewSignIn = this.wantsAuthorization && this.#isSignedIn;
    this.#notify(type === 'ended' ? { type, cause } : { type, cause, wantsNewSignIn });
  }

  /** Reads the list of tools again, once for all changes that are announced while it is read. */
  #refresh(): void {
    const connection = this.#connection;
    if (!connection) return;
    if (this.#refreshing !== undefined) {
      this.#isOutdated = true;
      return;
    }
    this.#refreshing = this.#listAgain(connection).finally(() => {
      this.#refreshing = undefined;
      if (!this.#isOutdated) return;
      this.#isOutdated = false;
      this.#refresh();
    });
  }

  async #listAgain(connection: Connection): Promise<void> {
    try {
      const tools = await connection.listTools(AbortSignal.timeout(this.#settings.startupTimeoutMs));
      if (this.#connection === connection) this.#tools = this.#secrets.hiddenIn(tools);
    } catch (e) {
      this.#log(
        { reason: this.#secrets.hiddenIn((e as Error).message).slice(0, REMARK_LENGTH) },
        'an MCP server did not list its tools again',
      );
    }
  }

  #log(data: object, message: string): void {
    this.#dependencies.log.debug({ server: this.#settings.name, ...data }, message);
  }

  #notify(news: ServerNews): void {
    for (const watcher of [...this.#watchers]) watcher(news);
  }
}

/** Resolves when the promise has, rejects when the signal is aborted first. */
function orAborted(promise: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () => reject(new Error('aborted')));
    void Promise.resolve(promise).then(resolve, reject).finally(forget);
  });
}
