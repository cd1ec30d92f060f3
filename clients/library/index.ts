import { type Client, type ClientOptions, connect } from './client.js';
import { type SpawnOptions, spawnChannel } from './spawn.js';

export { type Channel, type Receiver, streamChannel } from './channel.js';
export { type Client, type ClientOptions, connect } from './client.js';
export type {
  Handler,
  Notification,
  NotificationMethod,
  RequestMethod,
  RequestOptions,
  ServerRequestMethod,
} from './connection.js';
export { ConnectionClosed, RequestError } from './errors.js';
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
export type { RunningTurn, TurnEvent, TurnResult } from './turn.js';

/** Starts a server as a child process and connects to it. */
export const spawnServer = (options: SpawnOptions & ClientOptions): Promise<Client> =>
  connect(spawnChannel(options), options);
