import { type Fetch, fetchOver } from '../../net/fetch.js';

const TIME_MS = 30_000;

/** `fetch` for questions to issuers: each has its time, and ends with `signal`. `env` names proxies and certificate authorities. */
export function issuerFetch(signal: AbortSignal, env: NodeJS.ProcessEnv): Fetch {
  const send = fetchOver(env);
  return (url, init) => send(url, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_MS)]) });
}
