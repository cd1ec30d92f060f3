import type { AuthSettings } from '../domain/auth-settings.js';
import type { Config } from './schema.js';

const ISSUER = 'https://auth.openai.com';
/** Those that the public client id is registered with. */
const PORTS = [1455, 1457];
const CLIENT_ID = 'app_EMoamEEZ73f0CkXaXp7hrann';

/** `TURNWIRE_AUTH_ISSUER` and `TURNWIRE_AUTH_CLIENT_ID` beat the file. */
export function authSettings(config: Config, env: NodeJS.ProcessEnv): AuthSettings {
  const alwaysKey = config.always_use_api_key_signing ?? false;
  const method = config.forced_login_method ?? (alwaysKey ? 'api' : undefined);
  return {
    storage: config.cli_auth_credentials_store ?? 'file',
    preferred: config.preferred_auth_method,
    alwaysKey,
    forced: method === 'api' ? 'apikey' : method,
    forcedWorkspaces: workspaces(config.forced_chatgpt_workspace_id),
    issuer: env.TURNWIRE_AUTH_ISSUER?.trim() || config.turnwire?.auth?.issuer || ISSUER,
    clientId: env.TURNWIRE_AUTH_CLIENT_ID?.trim() || config.turnwire?.auth?.client_id || CLIENT_ID,
    ports: config.turnwire?.auth?.ports ?? PORTS,
  };
}

/** A blank text counts as not set. A list always counts: one without a workspace allows none. */
function workspaces(forced: string | readonly string[] | undefined): readonly string[] | undefined {
  if (typeof forced === 'object') return forced.map((id) => id.trim()).filter((id) => id !== '');
  return forced?.trim() ? [forced.trim()] : undefined;
}
