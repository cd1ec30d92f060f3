import type { Issuer } from '../issuer.js';

/** The user's identity, and tokens that can be renewed. */
export const SCOPE = 'openid profile email offline_access';

export interface AuthorizeRequest {
  readonly redirectUri: string;
  /** Of the PKCE verifier, S256. */
  readonly challenge: string;
  readonly state: string;
  readonly originator: string;
  /** The only workspace that may be signed in to. */
  readonly workspace?: string | undefined;
}

/** The page on which the user signs in; the reference's params in its order (C16). */
export function authorizeUrl({ authorizeUrl, clientId }: Issuer, request: AuthorizeRequest): string {
  const params = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: request.redirectUri,
    scope: SCOPE,
    code_challenge: request.challenge,
    code_challenge_method: 'S256',
    id_token_add_organizations: 'true',
    codex_cli_simplified_flow: 'true',
    state: request.state,
    originator: request.originator,
    ...(request.workspace === undefined ? {} : { allowed_workspace_id: request.workspace }),
  };
  const query = Object.entries(params).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${authorizeUrl}?${query.join('&')}`;
}
