const TIME_MS = 30_000;

/** `fetch` for questions to issuers: each has its time, and ends with `signal`. */
export function issuerFetch(signal: AbortSignal): (url: string | URL, init?: RequestInit) => Promise<Response> {
  return (url, init) => fetch(url, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_MS)]) });
}
