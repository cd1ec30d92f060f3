import { AppError } from '../../../protocol/errors.js';
import {
  type AccountLoginCompletedNotification,
  type accounts,
  ChatgptAuthTokensRefreshResponse,
  type GetAccountResponse,
} from '../../../protocol/v2/accounts.js';
import type { rateLimits } from '../../../protocol/v2/rate-limits.js';
import type { ClientTokens } from '../../core/ports/index.js';
import type { Call } from '../../rpc/connection.js';
import type { Handlers } from '../../rpc/dispatch.js';
import { cancelIfPending } from '../v1/accounts.js';
import { planOf } from './account-changes.js';
import type { Api } from './api.js';
import { reportFindings } from './api.js';
import { wireLimits } from './live.js';

export const accountHandlers = {
  async 'account/read'(api, { refreshToken }, call) {
    call.afterReply(() => reportFindings(api));
    if (refreshToken) await api.accounts.renew('now');
    return { account: account(api), userId: null, requiresOpenaiAuth: requiresAuth(api), workspaceRouting: null };
  },

  'account/login/start'(api, params, call) {
    switch (params.type) {
      case 'apiKey':
        api.accounts.signInWithKey(params.apiKey);
        call.afterReply(() => notifyEnd(api, { loginId: null, success: true, error: null }));
        return { type: 'apiKey' };
      case 'chatgpt':
        return signInInBrowser(api, call);
      case 'chatgptDeviceCode':
        return signInWithCode(api, call);
      case 'chatgptAuthTokens':
        api.accounts.signInWithClientTokens(givenTokens(params), (accountId, signal) =>
          askForTokens(api, accountId, signal),
        );
        call.afterReply(() => notifyEnd(api, { loginId: null, success: true, error: null }));
        return { type: 'chatgptAuthTokens' };
      default:
        throw unsupported('at this service', 'use an API key or the browser');
    }
  },

  'account/login/cancel'({ signIns }, { loginId }) {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(loginId)) throw invalidId(loginId);
    try {
      signIns.cancel(loginId);
      return { status: 'canceled' };
    } catch (e) {
      if (AppError.is(e) && e.code === 'login_not_found') return { status: 'notFound' };
      throw e;
    }
  },

  'account/logout'({ accounts }, _params, call) {
    accounts.signOut();
    call.afterReply(() => accounts.announce());
    return {};
  },

  async getAuthStatus(api, { includeToken, refreshToken }, call) {
    call.afterReply(() => reportFindings(api));
    if (!requiresAuth(api)) return { authMethod: null, authToken: null, requiresOpenaiAuth: false };
    if (refreshToken || includeToken) await api.accounts.renew(refreshToken ? 'now' : 'due');
    const { method = null, token = null } = api.accounts.status();
    return { authMethod: method, authToken: includeToken ? token : null, requiresOpenaiAuth: true };
  },

  /** The limits come from responses since the start of the server; no request is sent for them. */
  'account/rateLimits/read'({ accounts, clients }) {
    const { method } = accounts.status();
    if (method !== 'chatgpt' && method !== 'chatgptAuthTokens') {
      const whose = method === undefined ? 'codex account' : 'chatgpt';
      throw new AppError('auth_missing', `${whose} authentication required to read rate limits`, {
        provider: 'openai',
      });
    }
    const { limits, at } = clients.knownLimits;
    const snapshot = { ...wireLimits(limits, at), planType: planOf(accounts.plan()) };
    return {
      ordinaryUsageAllowed: null,
      rateLimits: snapshot,
      rateLimitsByLimitId: { codex: snapshot },
      rateLimitResetCredits: null,
      accountId: null,
      rateLimitUpsell: null,
    };
  },
} satisfies Handlers<typeof accounts & typeof rateLimits, Api>;

function account(api: Api): GetAccountResponse['account'] {
  if (!requiresAuth(api)) return null;
  const { method } = api.accounts.status();
  if (method === undefined) return null;
  if (method === 'apikey') return { type: 'apiKey' };
  const planType = planOf(api.accounts.plan()) ?? 'unknown';
  return { type: 'chatgpt', email: api.accounts.email() ?? null, planType, workspaceName: null };
}

type Given = Pick<ChatgptAuthTokensRefreshResponse, 'accessToken' | 'chatgptAccountId' | 'chatgptPlanType'>;

const givenTokens = ({ accessToken, chatgptAccountId: accountId, chatgptPlanType }: Given): ClientTokens => ({
  accessToken,
  accountId,
  plan: chatgptPlanType ?? undefined,
});

/** Only the client that has given the tokens is asked for new ones. */
async function askForTokens({ threads }: Api, accountId: string, signal: AbortSignal): Promise<ClientTokens> {
  const answer = ChatgptAuthTokensRefreshResponse().safeParse(await threads.askForTokens(accountId, signal));
  if (!answer.success) throw new Error('the answer holds no tokens');
  return givenTokens(answer.data);
}

const requiresAuth = ({ settings }: Api): boolean => settings.requiresOpenaiAuth();

async function signInInBrowser(api: Api, call: Call) {
  const { id, url, ended } = await api.signIns.begin();
  call.afterReply(async () => {
    const { success, error = null } = await ended;
    notifyEnd(api, { loginId: id, success, error });
  });
  api.threads.untilEnd(() => cancelIfPending(api, id));
  return { type: 'chatgpt' as const, loginId: id, authUrl: url };
}

async function signInWithCode(api: Api, call: Call) {
  const { id, page, code, ended } = await api.signIns.beginWithCode();
  call.afterReply(async () => {
    const { success, error = null } = await ended;
    notifyEnd(api, { loginId: id, success, error });
  });
  api.threads.untilEnd(() => cancelIfPending(api, id));
  return { type: 'chatgptDeviceCode' as const, loginId: id, verificationUrl: page, userCode: code };
}

function notifyEnd(
  { clients, accounts }: Api,
  outcome: Omit<AccountLoginCompletedNotification, 'onboardingEntrypoint'>,
): void {
  clients.tellAll('account/login/completed', { ...outcome, onboardingEntrypoint: null });
  if (outcome.success) accounts.announce();
}

function unsupported(how: string, instead: string): AppError {
  const reason = `signing in ${how} is not supported; ${instead}`;
  return new AppError('login_failed', reason, { reason });
}

function invalidId(id: string): AppError {
  const message = `invalid login id: ${id}`;
  return new AppError('invalid_request', message, { path: 'params.loginId', reason: message });
}
