import { type Agent, Agent as HttpAgent } from 'node:http';
import type { SecureContext } from 'node:tls';
import { lateModule } from '../os/late-import.js';
import { type AuthorityFile, authorityFiles, secureContextWith } from './authorities.js';
import { proxyFor } from './proxy.js';

const loadProxyAgents = lateModule(() => import('./proxy-agents.js'));

/** Node takes longer to load TLS than everything else that a first turn needs; a model on this machine is reached without it. */
export const builtinHttps = () => process.getBuiltinModule('node:https');

/** The connection to an address: options for `http.request` and `https.request`. */
export interface Route {
  readonly agent: Agent;
  readonly secureContext?: SecureContext | undefined;
}

const direct = new HttpAgent({ keepAlive: true });
/** Agents by their settings. Agents hold open connections, so there is one for each way. */
const routes = new Map<string, Promise<Route>>();

/** The way to an address, over the proxy and with the certificate authorities that the environment names. Rejects with `NetworkSettingsError`. */
export async function routeTo(url: URL, env: NodeJS.ProcessEnv): Promise<Route> {
  const proxy = proxyFor(url, env);
  const secure = url.protocol === 'https:';
  if (!secure && !proxy) return { agent: direct };
  const files = secure || proxy?.protocol === 'https:' ? authorityFiles(env) : [];
  const key = JSON.stringify([secure, proxy?.href, files]);
  const known = routes.get(key);
  if (known !== undefined) return known;
  const made = makeRoute(secure, proxy, files);
  routes.set(key, made);
  made.catch(() => routes.delete(key)); // the file may be there the next time
  return made;
}

/** The context is no option of the agents: they would make it a part of each connection's name. */
async function makeRoute(secure: boolean, proxy: URL | undefined, files: readonly AuthorityFile[]): Promise<Route> {
  const secureContext = await secureContextWith(files);
  if (!proxy) return { agent: new (builtinHttps().Agent)({ keepAlive: true }), secureContext };
  const { proxyAgent } = await loadProxyAgents();
  const toProxy = { keepAlive: true, ...(secureContext ? { secureContext } : {}) };
  return { agent: proxyAgent(proxy, secure, toProxy), secureContext };
}
