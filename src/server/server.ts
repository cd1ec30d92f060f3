import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as delay, setImmediate as nextLoop } from 'node:timers/promises';
import type { ServerMessages } from '../../protocol/server-messages.js';
import { dispatcher } from '../api/dispatcher.js';
import { createOnce } from '../api/once.js';
import type { Session } from '../api/v1/session.js';
import type { Api } from '../api/v2/api.js';
import { ThreadClients } from '../api/v2/clients.js';
import { ThreadsElsewhere } from '../api/v2/elsewhere.js';
import { ListChanges } from '../api/v2/list-changes.js';
import { ThreadSession } from '../api/v2/session.js';
import { AuthManager } from '../auth/auth-manager.js';
import { Logins } from '../auth/login/logins.js';
import { McpSignIns } from '../auth/mcp/sign-ins.js';
import { withDotEnv } from '../config/dot-env.js';
import type { Override } from '../config/overrides.js';
import type { FileSettings } from '../config/settings.js';
import { Conversations } from '../core/conversation/conversations.js';
import { StoredGoals } from '../core/conversation/stored-goals.js';
import { StoredSubmissions } from '../core/conversation/stored-submissions.js';
import type {
  BackOff,
  Clock,
  Commands,
  ConversationStore,
  Ids,
  SettingsOverrides,
  WhenNobodyIsThere,
} from '../core/ports/index.js';
import { listedModels } from '../model/catalogue.js';
import { exponential } from '../net/retry.js';
import { lateModule } from '../os/late-import.js';
import { ChildJournal } from '../process/journal.js';
import { Supervisor } from '../process/supervisor.js';
import type { ClientSide } from '../relay/server-requests.js';
import type { Connection, Dispatcher } from '../rpc/connection.js';
import type { Once } from '../rpc/dispatch.js';
import { FileFacts } from '../store/files/facts.js';
import { PromptHistory } from '../store/files/prompt-history.js';
import { FileRequestKeys } from '../store/files/request-keys.js';
import { FileStore } from '../store/files/store.js';
import { FileSubmissions } from '../store/files/submissions.js';
import { PatchJournal } from '../tools/patch/journal.js';
import type { Runner } from '../tools/shell/command-runner.js';
import { createCommands } from '../tools/shell/one-off.js';
import { openGrammar } from '../tools/shell-words/grammar-files.js';
import { clientFiles } from '../workspace/files/client-files.js';
import { LazyFileSearch } from '../workspace/search/lazy.js';
import { SkillFinder } from '../workspace/skills.js';
import type { ConversationParts, PartsOptions } from './conversation-parts.js';
import type { OutwardIdentity } from './identity.js';
import { loadLateModules } from './late-modules.js';
import type { Log } from './log.js';
import { createMcpLogin } from './mcp-login.js';
import { openSettings } from './open-settings.js';
import { randomIds } from './random-ids.js';
import { Relays } from './relays.js';

const loadRejoin = lateModule(() => import('../api/rejoin.js'));
const loadParts = lateModule(() => import('./conversation-parts.js'));
const loadRemoteDiff = lateModule(() => import('../workspace/remote-diff.js'));

export interface ServerOptions {
  /** `$CODEX_HOME`, resolved. */
  readonly home: string;
  readonly cwd: string;
  /** Variables of `.env` in the home are added to it. */
  readonly env: NodeJS.ProcessEnv;
  readonly overrides: readonly Override[];
  /** `config.toml` counts as empty. */
  readonly ignoresFile?: boolean | undefined;
  readonly identity: OutwardIdentity;
  readonly log: Log;
  readonly clock?: Clock | undefined;
  readonly ids?: Ids | undefined;
  readonly backOff?: BackOff | undefined;
  /** Where the configuration does not say it. Default: `deny`. */
  readonly whenNobodyIsThere?: WhenNobodyIsThere | undefined;
  /** Default: the rollouts below the home. */
  readonly store?: ConversationStore | undefined;
}

/** A client whose requests are handled. */
export interface ServedClient {
  readonly dispatcher: Dispatcher;
  /** For a client of another server: continues where the last owner has ended. */
  rejoin(params: unknown): Promise<object>;
  /** The client is gone. */
  end(): void;
}

/** Milliseconds that turns get to end by themselves. */
const TURNS_END_WITHIN_MS = 200;
/** Hooks of the end of a session have a second by default, and a shell has to start. */
const HOOKS_END_WITHIN_MS = 2000;

const systemClock: Clock = { now: () => Date.now() };

/** The one place that connects the parts. */
export class Server {
  readonly conversations: Conversations;
  readonly #goals: StoredGoals;
  readonly #queues: StoredSubmissions;
  readonly #options: ServerOptions;
  /** With the variables of `.env`. */
  readonly #env: NodeJS.ProcessEnv;
  readonly #settings: FileSettings;
  readonly #accounts: AuthManager;
  readonly #logins: Logins;
  readonly #ids: Ids;
  readonly #store: ConversationStore;
  readonly #facts: FileFacts;
  readonly #promptHistory: PromptHistory;
  readonly #supervisor: Supervisor;
  readonly #patches: PatchJournal;
  readonly #commands: Commands;
  readonly #mcpSignIns: McpSignIns;
  readonly #mcpLogin: ReturnType<typeof createMcpLogin>;
  readonly #files: LazyFileSearch;
  readonly #skills: SkillFinder;
  readonly #loadParts: () => Promise<ConversationParts>;
  #parts: ConversationParts | undefined;
  readonly #clients = new ThreadClients();
  readonly #elsewhere: ThreadsElsewhere;
  readonly #listChanges: ListChanges;
  #connections = 0;
  #requestKeys: FileRequestKeys | undefined;
  #once: Once | undefined;
  readonly relays: Relays;
  #closing: Promise<unknown> | undefined;

  /** Throws `ConfigError` when the configuration cannot be used. */
  constructor(options: ServerOptions) {
    const { home, cwd, overrides, ignoresFile, identity, log } = options;
    const { clock = systemClock, ids = randomIds, backOff = exponential } = options;
    const loaded = withDotEnv(home, options.env);
    const { env } = loaded;
    const { settings, mayRead } = openSettings({ home, cwd, loaded, overrides, ignoresFile, log });
    this.#options = options;
    this.#env = env;
    this.#ids = ids;
    this.#settings = settings;
    this.#accounts = new AuthManager({ home, env, settings: () => this.#settings.auth(), identity, log });
    const { originator } = identity;
    this.#logins = new Logins({ auth: this.#accounts, settings: () => this.#settings.auth(), originator, env });
    const journal = new ChildJournal(home);
    this.#supervisor = new Supervisor(journal);
    this.#patches = new PatchJournal(home);
    setImmediate(() => void reapOrphans(journal, log));
    setImmediate(() => void removeTemporaries(this.#patches, log));
    const isBusy = (): boolean => this.conversations.loaded.some(({ busy }) => busy);
    loadLateModules(log, isBusy, async () => {
      await this.#files.prepare();
      await openGrammar();
    });
    this.#store = options.store ?? new FileStore(home, () => clock.now());
    this.relays = new Relays({ home, version: identity.version, store: this.#store, log });
    const submissions = new FileSubmissions(home);
    this.#facts = new FileFacts(home, () => clock.now());
    this.#promptHistory = new PromptHistory(home);
    this.#mcpSignIns = new McpSignIns(home, env, log);
    this.#mcpLogin = createMcpLogin(home, env);
    const runner: Runner = { run: async (request) => (await this.#loadParts()).runner.run(request) };
    this.#commands = createCommands(runner, this.#settings);
    this.#files = new LazyFileSearch(cwd, env);
    const rules = (folder: string, request: SettingsOverrides) => settings.skillRules(folder, request);
    this.#skills = new SkillFinder({ home, userHome: homedir(), mayRead, rules });
    const partsOptions: PartsOptions = {
      ...{ home, cwd, env, settings, mayRead, clock, backOff, ids, log, identity, submissions },
      store: this.#store,
      accounts: this.#accounts,
      supervisor: this.#supervisor,
      patches: this.#patches,
      tokens: this.#mcpSignIns,
      skills: this.#skills,
      whenNobodyIsThere: options.whenNobodyIsThere,
    };
    this.#loadParts = async () => {
      const { ConversationParts } = await loadParts();
      this.#parts ??= new ConversationParts(partsOptions);
      return this.#parts;
    };
    this.conversations = new Conversations({
      store: this.#store,
      settings,
      starter: async () => (await this.#loadParts()).starter,
      whenLoaded: (id, isNew) => {
        this.relays.open();
        this.#clients.loaded(id, isNew);
      },
    });
    this.#goals = new StoredGoals({ conversations: this.conversations, store: this.#store, now: () => clock.now() });
    this.#queues = new StoredSubmissions({ conversations: this.conversations, store: this.#store, submissions });
    this.#clients.watch(this.conversations);
    const { conversations } = this;
    const clients = this.#clients;
    this.#elsewhere = new ThreadsElsewhere({
      clients,
      conversations,
      ask: () => this.relays.meet(this.#elsewhere, clientFiles.watch),
      willAdd: (id) => this.#listChanges.willAdd(id),
    });
    this.#listChanges = new ListChanges({
      clients,
      conversations,
      elsewhere: this.#elsewhere,
      facts: this.#facts,
      watch: clientFiles.watch,
    });
    this.#accounts.onChange(() => this.#clients.forgetLimits());
  }

  /** `introduction`: the params of the client's `initialize`; without it, the client is another server, for which nothing is relayed. */
  serve(connection: Connection<ServerMessages>, session: Session, introduction?: () => unknown): ServedClient {
    const { clock = systemClock, home, identity, cwd } = this.#options;
    if (session.client.wantsSeq) this.conversations.keepRecent();
    const threads = new ThreadSession({ connection, client: session.client, now: () => clock.now() });
    const joinAgain = async (params: unknown): Promise<object> => {
      const { rejoin, readRejoining } = await loadRejoin();
      await rejoin(api, readRejoining(params));
      return {};
    };
    const router =
      introduction &&
      this.relays.router({
        client: connection as unknown as ClientSide,
        introduction,
        rejoin: async (rejoining) => {
          await joinAgain(rejoining);
        },
        used: () => {
          if (threads.active) void this.#listChanges.begin();
        },
      });
    if (router) threads.isElsewhere = router.isElsewhere;
    this.#connections++;
    const api: Api = {
      session,
      threads,
      clients: this.#clients,
      elsewhere: this.#elsewhere,
      listChanges: this.#listChanges,
      models: { listed: listedModels },
      facts: this.#facts,
      mcpLogin: this.#mcpLogin,
      mcp: async () => (await this.#loadParts()).mcp,
      disk: clientFiles,
      goals: this.#goals,
      queues: this.#queues,
      cwd,
      skills: this.#skills,
      conversations: this.conversations,
      settings: this.#settings,
      accounts: this.#accounts,
      signIns: this.#logins,
      identity,
      home,
      ids: this.#ids,
      connections: () => this.#connections,
      once: (...request) => this.#onceOf()(...request),
      commands: this.#commands,
      files: this.#files,
      diffToRemote: async (folder, signal) => {
        const { diffToRemote } = await loadRemoteDiff();
        return diffToRemote(this.#supervisor, { cwd: resolve(cwd, folder), as: folder, env: this.#env, signal });
      },
      promptHistory: () => this.#promptHistory.count(),
    };
    return {
      dispatcher: dispatcher(api, router?.route),
      rejoin: joinAgain,
      end: () => {
        this.#connections--;
        threads.end();
        router?.end();
      },
    };
  }

  /** Another server asks for the states of the threads here. Returns the answer, and a function that stops the reports. `tell` gets the later changes. */
  tellOther(tell: (method: string, params: object) => void): { readonly answer: object; readonly end: () => void } {
    const shared = this.conversations.loaded.filter(({ ephemeral }) => !ephemeral);
    const threads = Object.fromEntries(shared.map(({ id }) => [id, this.#clients.statusOf(id)]));
    const begun = shared.map(({ id }) => id).filter((id) => this.#clients.isNew(id));
    return { answer: { threads, begun }, end: this.#clients.tellOther(tell) };
  }

  /** Made when the first client sends an idempotency key. */
  #onceOf(): Once {
    const { clock = systemClock, home, log } = this.#options;
    this.#requestKeys ??= new FileRequestKeys(home, () => clock.now());
    this.#once ??= createOnce({ keys: this.#requestKeys, ids: this.#ids, log });
    return this.#once;
  }

  /** Aborts the turns and records it. Resolves at the latest when it is time to end their commands by force. */
  async endTurns(): Promise<void> {
    this.relays.close();
    this.#logins.close();
    this.#mcpLogin.close();
    this.#closing ??= this.conversations.closeAll().then(() => this.#patches.settled());
    await Promise.race([this.#closing, delay(TURNS_END_WITHIN_MS, undefined, { ref: false })]);
    if (this.#parts?.hooksRun) {
      await Promise.race([this.#closing, delay(HOOKS_END_WITHIN_MS, undefined, { ref: false })]);
    }
    await nextLoop(); // so that clients that wait for the end of a turn get their replies
  }

  /** Closes every conversation and ends every child process. */
  async close(): Promise<void> {
    await this.endTurns();
    const parts = [this.#mcpSignIns, this.#parts, this.#supervisor, this.#accounts, this.#files];
    await Promise.all([this.#closing, ...parts.map((part) => part?.close())]);
    this.#listChanges.close();
    this.#store.close();
    this.#requestKeys?.close();
    for (const { script, unused } of this.#parts?.unusedReplies() ?? []) {
      this.#options.log.warn({ script, unused }, 'the script has replies that no request used');
    }
  }
}

/** Ends what a killed server has left running. The first requests of a client do not need it. */
async function reapOrphans(journal: ChildJournal, log: Log): Promise<void> {
  const pids = await journal.reap();
  if (pids.length > 0) log.warn({ pids }, 'ended commands that an earlier server had left running');
}

async function removeTemporaries(patches: PatchJournal, log: Log): Promise<void> {
  const files = await patches.cleanUp();
  if (files.length > 0)
    log.warn({ files }, 'removed temporary files of patches that an earlier server had not finished');
}
