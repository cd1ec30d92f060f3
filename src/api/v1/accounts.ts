import type { accounts, GetAuthStatusResponse } from '../../../protocol/v1/accounts.js';
import { type Handlers, notImplemented } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { tellFindings } from './findings.js';

export const accountHandlers = {
  /** Never fails (v1-protocol §16.5). A token that is told should be one that works. */
  getAuthStatus(api, { includeToken, refreshToken }, call) {
    call.afterReply(() => tellFindings(api));
    const tell = () => authStatus(api, includeToken ?? false);
    if (refreshToken) return api.accounts.renew('now')?.then(tell) ?? tell();
    if (includeToken && api.settings.requiresOpenaiAuth()) return api.accounts.renew('due')?.then(tell) ?? tell();
    return tell();
  },

  loginApiKey(api, { apiKey }, call) {
    api.accounts.signInWithKey(apiKey);
    call.afterReply(() => api.accounts.announce());
    return {};
  },

  loginChatGpt: notImplemented,
  cancelLoginChatGpt: notImplemented,

  logoutChatGpt(api, _params, call) {
    api.accounts.signOut();
    call.afterReply(() => api.accounts.announce());
    return {};
  },

  userInfo: (api) => ({ allegedUserEmail: api.accounts.email() ?? null }),
} satisfies Handlers<typeof accounts, Api>;

function authStatus({ settings, accounts }: Api, includeToken: boolean): GetAuthStatusResponse {
  if (!settings.requiresOpenaiAuth()) return { requiresOpenaiAuth: false };
  const { method, token, signInOptions } = accounts.status();
  if (method === undefined) return { requiresOpenaiAuth: true, signInOptions: [...signInOptions] };
  return { authMethod: method, authToken: includeToken ? token : undefined, requiresOpenaiAuth: true };
}

/** Tells the client who signs in and out, in this window or another; until it is gone. */
export function tellOfAccounts({ session, accounts }: Api): void {
  session.untilEnd(
    accounts.onChange(({ method }) => {
      if (session.initialized) session.notify('authStatusChange', { authMethod: method });
    }),
  );
}
