import { BlockList, isIP } from 'node:net';

/** What the environment says about the network cannot be used; the message names the variable. */
export class NetworkSettingsError extends Error {
  override name = 'NetworkSettingsError';
}

/** Which variables name a proxy for a protocol, the first that is set (C61). */
const VARIABLES: Record<string, readonly string[]> = {
  'https:': ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'],
  'http:': ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'],
};
/** The word of Chromium that makes the proxy count for addresses of this machine too. */
const WITH_LOOPBACK = '<-loopback>';

/**
 * The proxy that the environment names for an address; undefined where there is none. Addresses of this machine are reached directly. Throws
 * `NetworkSettingsError`, which does not show the proxy's password.
 */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv): URL | undefined {
  if (env.CODEX_SANDBOX === 'seatbelt') return undefined; // the sandbox allows no connection to a proxy
  const variable = VARIABLES[url.protocol]?.find((name) => env[name]?.trim());
  if (variable === undefined) return undefined;
  const exceptions = (env.NO_PROXY || env.no_proxy || '').split(/[\s,]+/).filter(Boolean);
  const host = bare(url.hostname);
  if (isLoopback(host) && !exceptions.includes(WITH_LOOPBACK)) return undefined;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (exceptions.some((exception) => covers(exception, host, port))) return undefined;
  return readProxy(variable, env[variable]?.trim() ?? '');
}

function readProxy(variable: string, text: string): URL {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const proxy = URL.canParse(whole) ? new URL(whole) : undefined;
  if (!proxy?.hostname) throw new NetworkSettingsError(`the environment variable ${variable} names no proxy`);
  if (proxy.protocol === 'http:' || proxy.protocol === 'https:') return proxy;
  const kind = proxy.protocol.slice(0, -1);
  throw new NetworkSettingsError(
    `the environment variable ${variable} names a proxy of the kind ${kind}; only http and https are supported`,
  );
}

const bare = (host: string): string =>
  host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '::1';
}

/** `*`, `example.org` and `.example.org` (with everything below), `10.0.0.0/8`, `::1`, each but the first with a port or without. */
function covers(exception: string, host: string, port: string): boolean {
  if (exception === '*') return true;
  const [, bracketed, named, wanted] = /^(?:\[(.+)\]|([^:]*))(?::(\d+))?$/.exec(exception) ?? [];
  if (wanted !== undefined && wanted !== port) return false;
  const name = (bracketed ?? named ?? exception).toLowerCase();
  const [address = '', bits] = name.split('/');
  if (isIP(address)) return coversAddress(address, bits, host);
  const domain = name.replace(/^\*?\./, '');
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

function coversAddress(address: string, bits: string | undefined, host: string): boolean {
  if (!isIP(host)) return false;
  const family = familyOf(address);
  const most = family === 'ipv6' ? 128 : 32;
  const prefix = bits === undefined ? most : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > most) return false;
  const list = new BlockList();
  list.addSubnet(address, prefix, family);
  return list.check(host, familyOf(host));
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
