import { type Fetch, fetchOver } from '../../net/fetch.js';

const TIME_MS = 30_000;
const MAX_BYTES = 1024 * 1024;

/** `fetch` for requests to issuers: each has its time, ends with `signal`, and reads a megabyte at most. `env` names proxies and certificate authorities. */
export function issuerFetch(signal: AbortSignal, env: NodeJS.ProcessEnv): Fetch {
  const send = fetchOver(env, { maxBytes: MAX_BYTES });
  return (url, init) => send(url, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_MS)]) });
}
