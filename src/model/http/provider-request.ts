import type { ProviderSettings } from '../../core/ports/index.js';
import { ModelError } from '../../core/ports/index.js';
import type { Credentials } from './wire-context.js';

/** The URL of the API with this name at a provider (C61, C270). */
export function providerUrl(provider: ProviderSettings, api: string, credentials: Credentials | undefined): string {
  const fallback = credentials?.chatgpt ? 'https://chatgpt.com/backend-api/codex' : 'https://api.openai.com/v1';
  const base = provider.baseUrl?.trim() || fallback;
  const query = Object.entries(provider.queryParams).map(([key, value]) => `${key}=${value}`);
  const [, path = '', own = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(base) ?? [];
  const address = path.replace(/\/+$/, '');
  const all = [own, ...query].filter((part) => part !== '').join('&');
  return `${address.endsWith(`/${api}`) ? address : `${address}/${api}`}${all === '' ? '' : `?${all}`}`;
}

/** Headers with the credentials, and those that the configuration adds. Throws `ModelError` when the key is not in the environment. */
export function providerHeaders(
  provider: ProviderSettings,
  credentials: Credentials | undefined,
  env: NodeJS.ProcessEnv,
): Record<string, string> {
  const token = providerKey(provider, env) ?? credentials?.token;
  if (token === undefined && provider.envKey !== undefined) {
    const hint = provider.envKeyInstructions ? ` ${provider.envKeyInstructions}` : '';
    throw new ModelError(`Missing environment variable: \`${provider.envKey}\`.${hint}`, {
      final: true,
      failure: { code: 'auth_missing', provider: provider.id },
    });
  }
  const fromEnv = Object.entries(provider.envHttpHeaders).flatMap(([name, variable]) => {
    const value = env[variable]?.trim();
    return value ? [[name, value] as const] : [];
  });
  return {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...provider.httpHeaders,
    ...Object.fromEntries(fromEnv),
  };
}

/** The key of a provider from the environment. */
export function providerKey(provider: ProviderSettings, env: NodeJS.ProcessEnv): string | undefined {
  return (provider.envKey && env[provider.envKey]?.trim()) || undefined;
}
