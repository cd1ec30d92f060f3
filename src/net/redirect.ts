/** One request on its way, which an answer may send elsewhere. */
export interface Hop {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** A text, or its bytes in parts. */
  readonly body?: string | readonly Buffer[] | undefined;
}

/** Headers that another origin may see. All other headers may hold credentials: the configuration can add headers with any meaning. */
const HARMLESS = new Set(['accept', 'content-type', 'user-agent', 'originator', 'openai-beta', 'version']);

/**
 * Where an answer leads, as browsers and the reference follow it (C61): 307 and 308 repeat the request, the others ask for what
 * lies at the new address. Credentials stay with their origin. Undefined: it leads nowhere.
 */
export function redirected(hop: Hop, status: number, location: string | undefined): Hop | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  if (!URL.canParse(location, hop.url.href)) return undefined;
  const url = new URL(location, hop.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const headers = url.origin === hop.url.origin ? hop.headers : filtered(hop.headers, (name) => HARMLESS.has(name));
  if (status === 307 || status === 308) return { ...hop, url, headers };
  return { method: 'GET', url, headers: filtered(headers, (name) => name !== 'content-type') };
}

function filtered(headers: Hop['headers'], keep: (name: string) => boolean): Hop['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => keep(name.toLowerCase())));
}
