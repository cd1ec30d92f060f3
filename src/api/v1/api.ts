import type { Conversations } from '../../core/conversation/conversations.js';
import type {
  Accounts,
  Commands,
  DiffToRemote,
  FileSearch,
  Ids,
  ServerIdentity,
  Settings,
  SignIns,
} from '../../core/ports/index.js';
import type { Once } from '../../rpc/dispatch.js';
import type { ClientName } from '../client.js';
import type { Session } from './session.js';

/** The parts of the server that the handlers of one connection can use. */
export interface Api {
  readonly session: Session;
  readonly conversations: Conversations;
  readonly settings: Settings;
  readonly accounts: Accounts;
  readonly signIns: SignIns;
  readonly identity: ServerIdentity & { userAgent(client?: ClientName): string };
  /** Where configuration and conversations are. */
  readonly home: string;
  readonly ids: Ids;
  /** How many clients this process has. */
  readonly connections: () => number;
  /** For requests with idempotency keys. */
  readonly once: Once;
  readonly commands: Commands;
  readonly files: FileSearch;
  readonly diffToRemote: DiffToRemote;
  /** The prompt history that clients keep beside the conversations: an id of the file and its number of lines. */
  readonly promptHistory: () => Promise<{ id: number; entries: number }>;
}

/** Reports faults of the configuration and the sign-in. It is called after the reply to a request that has read them. */
export function reportFindings({ session, settings, accounts }: Api): void {
  for (const finding of [...settings.findings(), ...accounts.findings()]) session.reportOnce(finding);
}
