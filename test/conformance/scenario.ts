import type { ModelPeer, PeerReply, Wire } from '../support/model-peer.js';
import type { Client } from './client.js';

/** Something that a client does, done with both servers in homes and workspaces that are alike. */
export interface Scenario<C = Client> {
  readonly name: string;
  readonly model?: readonly PeerReply[];
  /** Keys of `config.toml` beside the model, its provider and the policies; tables go last. */
  readonly config?: string;
  /** Keys of the model's provider; default: no second attempts. */
  readonly provider?: string;
  /** The API by which the model is asked; default: Responses. */
  readonly wire?: Wire;
  /** Files to begin with; names begin with `home/` or `work/`. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** What our server does not do yet. The scenario must differ until it does, and then this line goes. */
  readonly notYet?: string;
  steps(client: C, peer: ModelPeer): Promise<void>;
}
