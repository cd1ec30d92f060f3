import { type Client, type ClientOptions, open } from './client.js';
import type { RestartOptions } from './restart.js';
import { type SpawnOptions, spawnChannel } from './spawn.js';

export { type Channel, type Receiver, streamChannel } from './channel.js';
export { type Client, type ClientOptions, connect } from './client.js';
export type { RequestMethod, RequestOptions } from './connection.js';
export { ConnectionClosed, RequestError, ServerRestarted } from './errors.js';
export type { Handler, Notification, NotificationMethod, ServerRequestMethod, TurnEvent } from './registry.js';
export type { LostThread, Restart, RestartOptions } from './restart.js';
export type { SpawnOptions } from './spawn.js';
export type {
  Approval,
  ApprovalMethod,
  Decision,
  ForkOptions,
  Input,
  InputPiece,
  OnApproval,
  OpenedThread,
  ResumeOptions,
  StartOptions,
  Thread,
  TurnOptions,
} from './thread.js';
export type { RunningTurn, TurnResult } from './turn.js';

export interface ServerOptions extends SpawnOptions, ClientOptions {
  /** Starts the server again when it ends before `close`, and loads the threads there. Default: false. */
  readonly restart?: boolean | RestartOptions | undefined;
}

/** Starts a server as a child process and connects to it. */
export const spawnServer = (options: ServerOptions): Promise<Client> =>
  open(() => spawnChannel(options), options, options.restart);
