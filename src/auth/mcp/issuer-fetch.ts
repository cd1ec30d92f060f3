import { type Fetch, fetchOver } from '../../net/fetch.js';

const TIME_MS = 30_000;
const MAX_BYTES = 1024 * 1024;

/** `fetch` for requests to issuers: each has its time, ends with `signal`, and reads a megabyte at most. `env` names proxies and certificate authorities. */
export function issuerFetch(signal: AbortSignal, env: NodeJS.ProcessEnv): Fetch {
  const send = fetchOver(env);
  return async (url, init) => {
    const timed = AbortSignal.any([signal, AbortSignal.timeout(TIME_MS)]);
    return withLimit(await send(url, { ...init, signal: timed }));
  };
}

/** The response with a body that fails when it gets too long. */
function withLimit(response: Response): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) controller.error(new Error('the answer is too long'));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(limit), { status, statusText, headers });
}
