import type { Reports } from './reports.js';

/** What the client can do and wants, as it says in `initialize`. */
export interface Capabilities {
  /** The client knows methods and members that may still change. */
  readonly experimentalApi: boolean;
  /** Notifications of v2 that it does not want. */
  readonly optOut: ReadonlySet<string>;
}

export interface ClientName {
  readonly name: string;
  readonly version: string;
}

/** Who the client of a connection is, once it has said so in `initialize`. Its sessions of both protocols share this. */
export class ClientFacts {
  name: ClientName | undefined;
  /** Undefined for clients that do not send it: clients of v1, and old clients of v2. */
  capabilities: Capabilities | undefined;
  /** The client wants the place of each notification in its conversation. It can then continue from that place on another connection. */
  wantsSeq = false;
  /** The client is another server, which wants to know what its client is shown. */
  reports: Reports | undefined;

  get initialized(): boolean {
    return this.name !== undefined;
  }
}
