import type { Agent } from 'node:http';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';

// A separate file: it is loaded only when there is a proxy, and bundled CommonJS has no named exports for `import()`.

type Options = ConstructorParameters<typeof HttpsProxyAgent>[1];

/** Keeps connections over a proxy: tunnels through it to secure addresses, and asks it for plain ones. */
export function proxyAgent(proxy: URL, secure: boolean, options: Options): Agent {
  // Not in the address: the libraries print that where `DEBUG` is set.
  const plain = new URL(proxy);
  plain.username = '';
  plain.password = '';
  const withAuth = { ...options, headers: authorization(proxy) };
  return secure ? new HttpsProxyAgent(plain, withAuth) : new HttpProxyAgent(plain, withAuth);
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const words = `${decoded(username)}:${decoded(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(words).toString('base64')}` };
}

/** A `%` that begins no escape is a plain `%`. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
