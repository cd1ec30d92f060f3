import type { Conversation } from '../../core/conversation/conversation.js';
import type { Opened } from '../../core/conversation/start.js';
import type { StoredGoals } from '../../core/conversation/stored-goals.js';
import type { StoredSubmissions } from '../../core/conversation/stored-submissions.js';
import type { ClientFiles, ConversationFacts, FoundSkills, ModelList } from '../../core/ports/index.js';
import type { McpAccess, McpLogin } from '../../core/ports/mcp.js';
import type { Api as V1Api } from '../v1/api.js';
import type { ThreadClients } from './clients.js';
import type { ThreadsElsewhere } from './elsewhere.js';
import { inWordsOfThreads } from './errors.js';
import type { ThreadSession } from './session.js';

/** The parts of the server that the handlers of one connection can use. */
export interface Api extends V1Api {
  readonly threads: ThreadSession;
  readonly clients: ThreadClients;
  readonly elsewhere: ThreadsElsewhere;
  /** After `begin`, all clients are told about changes of the list of threads by other processes. */
  readonly listChanges: { begin(): void };
  readonly models: ModelList;
  readonly mcp: () => Promise<McpAccess>;
  readonly mcpLogin: McpLogin;
  /** Files and folders for the client. */
  readonly disk: ClientFiles;
  readonly goals: StoredGoals;
  readonly queues: StoredSubmissions;
  readonly facts: ConversationFacts;
  /** The working directory of the server. */
  readonly cwd: string;
  /** Skills by folder (an absolute path), and further folders to look in. */
  readonly skills: {
    find(cwd: string): FoundSkills;
    /** The folders whose changes can change what is found; some may not exist. */
    places(cwd: string): string[];
    extraRoots: readonly string[];
  };
}

/** A thread that is loaded. */
export const loadedThread = (api: Api, threadId: string): Promise<Conversation> =>
  inWordsOfThreads(threadId, () => api.conversations.get(threadId));

/** Reports what was found wrong with the thread, the configuration and the sign-in. */
export function reportFindings(api: Api, opened?: Opened): void {
  const { threads, settings, accounts } = api;
  for (const finding of [...settings.findings(), ...accounts.findings()]) threads.reportOnce(finding);
  for (const message of opened?.findings ?? [])
    threads.notify('warning', { threadId: opened?.conversation.id ?? null, message });
}
