import type { Conversations } from '../../core/conversation/conversations.js';
import type {
  Accounts,
  Commands,
  FileSearch,
  Ids,
  LogStore,
  ServerIdentity,
  Settings,
  SignIns,
  Workspace,
} from '../../core/ports/index.js';
import type { Session } from './session.js';

/** What the handlers of one connection reach. */
export interface Api {
  readonly session: Session;
  readonly conversations: Conversations;
  readonly settings: Settings;
  readonly accounts: Accounts;
  readonly signIns: SignIns;
  readonly identity: ServerIdentity & { setClient(name: string, version: string): void };
  readonly ids: Ids;
  readonly commands: Commands;
  readonly files: FileSearch;
  readonly diffToRemote: Workspace['diffToRemote'];
  readonly promptHistory: LogStore['promptHistory'];
}
