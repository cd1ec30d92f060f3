import type { accounts } from '../../../protocol/v1/accounts.js';
import { type Handlers, notImplemented } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { tellFindings } from './findings.js';

export const accountHandlers = {
  getAuthStatus(api, { includeToken }, call) {
    call.afterReply(() => tellFindings(api));
    if (!api.settings.requiresOpenaiAuth()) return { requiresOpenaiAuth: false };
    const { method, token } = api.accounts.status();
    return { authMethod: method, authToken: includeToken ? token : undefined, requiresOpenaiAuth: true };
  },
  loginApiKey: notImplemented,
  loginChatGpt: notImplemented,
  cancelLoginChatGpt: notImplemented,
  logoutChatGpt: notImplemented,
  userInfo: (api) => ({ allegedUserEmail: api.accounts.email() ?? null }),
} satisfies Handlers<typeof accounts, Api>;
