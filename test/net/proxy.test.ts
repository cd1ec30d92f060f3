import { expect, test } from 'vitest';
import { proxyFor } from '../../src/net/proxy.js';

const PROXIES = { HTTP_PROXY: 'http://plain:1', HTTPS_PROXY: 'secure:2', ALL_PROXY: 'https://all:3' };
const URLS = { https: 'https://api.example.org/v1', http: 'http://api.example.org:8080/v1' };

test.each<[string, NodeJS.ProcessEnv, string | undefined]>([
  [URLS.https, {}, undefined],
  [URLS.https, PROXIES, 'http://secure:2'],
  [URLS.http, PROXIES, 'http://plain:1'],
  [URLS.https, { https_proxy: 'http://lower:4' }, 'http://lower:4'],
  [URLS.https, { all_proxy: 'https://all:3' }, 'https://all:3'],
  [URLS.http, { ALL_PROXY: 'https://all:3' }, 'https://all:3'],
  [URLS.https, { HTTPS_PROXY: '', ALL_PROXY: 'https://all:3' }, 'https://all:3'],
  [URLS.https, { HTTP_PROXY: 'http://plain:1' }, undefined],
  [URLS.https, { ...PROXIES, CODEX_SANDBOX: 'seatbelt' }, undefined],
  ['http://localhost:11434/v1', PROXIES, undefined],
  ['http://ollama.localhost/v1', PROXIES, undefined],
  ['http://127.0.0.5/v1', PROXIES, undefined],
  ['http://[::1]:8080/v1', PROXIES, undefined],
  ['http://127.0.0.1.example.org/v1', PROXIES, 'http://plain:1'],
  ['http://localhost:11434/v1', { ...PROXIES, NO_PROXY: '<-loopback>' }, 'http://plain:1'],
])('%s with %j goes over %s', (url, env, proxy) => {
  expect(proxyFor(new URL(url), env)?.href.replace(/\/$/, '')).toBe(proxy);
});

test.each<[string, string, boolean]>([
  ['*', URLS.https, true],
  ['api.example.org', URLS.https, true],
  ['example.org', URLS.https, true],
  ['.example.org', URLS.https, true],
  ['*.example.org', URLS.https, true],
  ['API.Example.ORG', URLS.https, true],
  ['ample.org', URLS.https, false],
  ['example.org.', 'https://example.org./', false],
  ['elsewhere.org, example.org', URLS.https, true],
  ['elsewhere.org example.org', URLS.https, true],
  ['example.org:443', URLS.https, true],
  ['example.org:8080', URLS.https, false],
  ['example.org:8080', URLS.http, true],
  ['10.0.0.0/8', 'http://10.1.2.3/', true],
  ['10.0.0.0/8', 'http://11.1.2.3/', false],
  ['10.1.2.3', 'http://10.1.2.3/', true],
  ['10.1.2.3:80', 'http://10.1.2.3/', true],
  ['10.0.0.0/99', 'http://10.1.2.3/', false],
  ['10.0.0.0/8', URLS.https, false],
  ['fd00::/8', 'http://[fd12::1]/', true],
  ['[fd12::1]:81', 'http://[fd12::1]:81/', true],
  ['fd12::1', 'http://[fd12::2]/', false],
  [', ,', URLS.https, false],
])('NO_PROXY=%s spares %s the proxy: %s', (exceptions, url, spared) => {
  for (const name of ['NO_PROXY', 'no_proxy']) {
    const proxy = proxyFor(new URL(url), { ...PROXIES, [name]: exceptions });
    expect([name, proxy === undefined]).toEqual([name, spared]);
  }
});

test.each([
  ['socks5://me:s3cret@localhost:1080', 'names a proxy of the kind socks5; only http and https are supported'],
  ['http://me:s3cret@', 'names no proxy'],
  ['http://:80', 'names no proxy'],
])('%s is refused without its password being shown', (value, reason) => {
  const message = `the environment variable HTTPS_PROXY ${reason}`;
  expect(() => proxyFor(new URL(URLS.https), { HTTPS_PROXY: value })).toThrow(message);
});
