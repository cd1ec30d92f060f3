/** What servers tell each other about clients whose conversations another server owns. It is no part of the protocol of clients. */

/** The protocol in which a client follows a conversation; it may do so in both. */
export type Via = 'v1' | 'v2';

/** What a client has been shown of a conversation: everything up to a turn, and some of that turn. */
export interface Shown {
  /** Null: no turn that is known by its id. */
  readonly turnId: string | null;
  /** Without an id: it was shown every turn that began before this time, in milliseconds since the epoch. */
  readonly until?: number | undefined;
  readonly ended: boolean;
  /** Names of the events of the turn that it has been shown. */
  readonly keys: readonly string[];
}

/** What an owner tells about a client of another server, so that the next owner can go on where this one ends. */
export type Report = { readonly conversationId: string; readonly via: Via } & (
  | { readonly joined: Shown }
  /** A listener of v1. `joined` counts when nothing is known yet. */
  | { readonly listens: string; readonly joined: Shown }
  | { readonly listensNoMore: string }
  | { readonly left: true }
  /** The messages from here to the `end` are those of one event. */
  | { readonly begin: true }
  | { readonly end: string; readonly turnId: string | null }
);

/** A client whose conversation another server had until now. */
export interface Rejoining {
  readonly conversationId: string;
  /** `listeners`: the ids that the client has for its subscriptions. */
  readonly v1?: (Shown & { readonly listeners: readonly string[] }) | undefined;
  readonly v2?: Shown | undefined;
}

/** Asks a server for the status of its threads. From then on it tells the asking server what it tells all its clients. */
export const WATCH = 'turnwire/relay/watch';
export const REPORT = 'turnwire/relay/report';
export const REJOIN = 'turnwire/relay/rejoin';
/** The owner ends: requests that it has refused before this were not begun. */
export const ENDING = 'turnwire/relay/ending';
