import type { accounts, GetAuthStatusResponse } from '../../../protocol/v1/accounts.js';
import type { PendingSignIn } from '../../core/ports/index.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { reportFindings } from './api.js';

export const accountHandlers = {
  /** Never fails (C15). A token that is shown should be one that works. */
  getAuthStatus(api, { includeToken, refreshToken }, call) {
    call.afterReply(() => reportFindings(api));
    const status = () => authStatus(api, includeToken ?? false);
    if (refreshToken) return api.accounts.renew('now')?.then(status) ?? status();
    if (includeToken && api.settings.requiresOpenaiAuth()) return api.accounts.renew('due')?.then(status) ?? status();
    return status();
  },

  loginApiKey(api, { apiKey }, call) {
    api.accounts.signInWithKey(apiKey);
    call.afterReply(() => api.accounts.announce());
    return {};
  },

  async loginChatGpt(api, _params, call) {
    const { id, url, ended } = await api.signIns.begin();
    call.afterReply(() => ended.then((outcome) => tellOutcome(api, id, outcome)));
    api.session.untilEnd(() => cancelIfPending(api, id));
    return { loginId: id, authUrl: url };
  },

  cancelLoginChatGpt(api, { loginId }) {
    api.signIns.cancel(loginId);
    return {};
  },

  logoutChatGpt(api, _params, call) {
    api.accounts.signOut();
    call.afterReply(() => api.accounts.announce());
    return {};
  },

  userInfo: (api) => ({ allegedUserEmail: api.accounts.email() ?? null }),
} satisfies Handlers<typeof accounts, Api>;

function tellOutcome({ session, accounts }: Api, loginId: string, { success, error }: Outcome): void {
  session.notify('loginChatGptComplete', { loginId, success, ...(success ? {} : { error }) });
  if (success) accounts.announce();
}

type Outcome = Awaited<PendingSignIn['ended']>;

/** Its client has disconnected. */
export function cancelIfPending({ signIns }: Pick<Api, 'signIns'>, id: string): void {
  try {
    signIns.cancel(id);
  } catch {
    // it has ended
  }
}

function authStatus({ settings, accounts }: Api, includeToken: boolean): GetAuthStatusResponse {
  if (!settings.requiresOpenaiAuth()) return { requiresOpenaiAuth: false };
  const { method, token, signInOptions } = accounts.status();
  if (method === undefined) return { requiresOpenaiAuth: true, signInOptions: [...signInOptions] };
  // This protocol knows no tokens of clients.
  const authMethod = method === 'chatgptAuthTokens' ? 'chatgpt' : method;
  return { authMethod, authToken: includeToken ? token : undefined, requiresOpenaiAuth: true };
}
