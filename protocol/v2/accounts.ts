import * as z from 'zod';
import { family, notification, request, serverRequest } from '../declare.js';
import type { Infer } from '../schema.js';
import { LOGIN_ID } from './examples.js';
import { named } from './named.js';
import { PlanType } from './rate-limits.js';

export const GetAccountParams = named('GetAccountParams', 'Params of `account/read`.', () =>
  z.object({ refreshToken: z.boolean().nullish() }),
);
export type GetAccountParams = Infer<typeof GetAccountParams>;

export const Account = named('Account', 'Who is signed in.', () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('apiKey') }),
    z.object({
      type: z.literal('chatgpt'),
      email: z.string().nullable(),
      planType: PlanType(),
      workspaceName: z.string().nullable(),
    }),
    z.object({ type: z.literal('amazonBedrock'), usesCodexManagedCredentials: z.boolean() }),
    z.object({ type: z.literal('gcp') }),
  ]),
);
export type Account = Infer<typeof Account>;

export const AccountRoutingOverride = named('AccountRoutingOverride', 'Where requests of a workspace go.', () =>
  z.enum(['NO_CONSTRAINT', 'us', 'us_cr']),
);
export type AccountRoutingOverride = Infer<typeof AccountRoutingOverride>;

export const WorkspaceRouting = named('WorkspaceRouting', 'Where requests of an account go. Always null here.', () =>
  z.object({
    chatgptAccountId: z.string(),
    backendOrigin: z.string(),
    accountRoutingOverride: AccountRoutingOverride(),
  }),
);
export type WorkspaceRouting = Infer<typeof WorkspaceRouting>;

export const GetAccountResponse = named('GetAccountResponse', 'Result of `account/read`.', () =>
  z.object({
    account: Account().nullable(),
    userId: z.string().nullable(),
    requiresOpenaiAuth: z.boolean(),
    workspaceRouting: WorkspaceRouting().nullable(),
  }),
);
export type GetAccountResponse = Infer<typeof GetAccountResponse>;

export const LoginAppBrand = named('LoginAppBrand', 'The name that the pages of a sign-in show.', () =>
  z.enum(['codex', 'chatgpt']),
);
export type LoginAppBrand = Infer<typeof LoginAppBrand>;

export const LoginAccountParams = named('LoginAccountParams', 'Params of `account/login/start`.', () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('apiKey'), apiKey: z.string() }),
    z.object({
      type: z.literal('chatgpt'),
      codexStreamlinedLogin: z.boolean().nullish(),
      useHostedLoginSuccessPage: z.boolean().nullish(),
      appBrand: LoginAppBrand().nullish(),
    }),
    z.object({ type: z.literal('chatgptDeviceCode') }),
    z.object({
      type: z.literal('chatgptAuthTokens'),
      accessToken: z.string(),
      chatgptAccountId: z.string(),
      chatgptPlanType: z.string().nullish(),
    }),
    z.object({ type: z.literal('amazonBedrock'), apiKey: z.string(), region: z.string() }),
    z.object({
      type: z.literal('amazonBedrockAccessKeys'),
      accessKeyId: z.string(),
      secretAccessKey: z.string(),
      sessionToken: z.string().nullish(),
      region: z.string(),
    }),
  ]),
);
export type LoginAccountParams = Infer<typeof LoginAccountParams>;

export const LoginAccountResponse = named('LoginAccountResponse', 'Result of `account/login/start`.', () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('apiKey') }),
    z.object({ type: z.literal('chatgpt'), loginId: z.string(), authUrl: z.string() }),
    z.object({
      type: z.literal('chatgptDeviceCode'),
      loginId: z.string(),
      verificationUrl: z.string(),
      userCode: z.string(),
    }),
    z.object({ type: z.literal('chatgptAuthTokens') }),
    z.object({ type: z.literal('amazonBedrock') }),
  ]),
);
export type LoginAccountResponse = Infer<typeof LoginAccountResponse>;

export const CancelLoginAccountParams = named('CancelLoginAccountParams', 'Params of `account/login/cancel`.', () =>
  z.object({ loginId: z.string() }),
);
export type CancelLoginAccountParams = Infer<typeof CancelLoginAccountParams>;

export const CancelLoginAccountStatus = named(
  'CancelLoginAccountStatus',
  'Whether there was a sign-in to cancel.',
  () => z.enum(['canceled', 'notFound']),
);
export type CancelLoginAccountStatus = Infer<typeof CancelLoginAccountStatus>;

export const CancelLoginAccountResponse = named('CancelLoginAccountResponse', 'Result of `account/login/cancel`.', () =>
  z.object({ status: CancelLoginAccountStatus() }),
);
export type CancelLoginAccountResponse = Infer<typeof CancelLoginAccountResponse>;

export const LogoutAccountResponse = named('LogoutAccountResponse', 'Result of `account/logout`.', () => z.object({}));
export type LogoutAccountResponse = Infer<typeof LogoutAccountResponse>;

export const GetAuthStatusParams = named('GetAuthStatusParams', 'Params of `getAuthStatus`.', () =>
  z.object({ includeToken: z.boolean().nullish(), refreshToken: z.boolean().nullish() }),
);
export type GetAuthStatusParams = Infer<typeof GetAuthStatusParams>;

export const AuthMode = named('AuthMode', 'How the account was signed in.', () =>
  z.enum([
    'apikey',
    'chatgpt',
    'chatgptAuthTokens',
    'headers',
    'agentIdentity',
    'personalAccessToken',
    'bedrockApiKey',
    'bedrockAccessKeys',
  ]),
);
export type AuthMode = Infer<typeof AuthMode>;

export const GetAuthStatusResponse = named('GetAuthStatusResponse', 'Result of `getAuthStatus`.', () =>
  z.object({
    authMethod: AuthMode().nullable(),
    authToken: z.string().nullable(),
    requiresOpenaiAuth: z.boolean().nullable(),
  }),
);
export type GetAuthStatusResponse = Infer<typeof GetAuthStatusResponse>;

export const ChatgptAuthTokensRefreshReason = named(
  'ChatgptAuthTokensRefreshReason',
  'Why a new token is needed.',
  () => z.literal('unauthorized'),
);
export type ChatgptAuthTokensRefreshReason = Infer<typeof ChatgptAuthTokensRefreshReason>;

export const ChatgptAuthTokensRefreshParams = named(
  'ChatgptAuthTokensRefreshParams',
  'Params of `account/chatgptAuthTokens/refresh`.',
  () => z.object({ reason: ChatgptAuthTokensRefreshReason(), previousAccountId: z.string().nullable() }),
);
export type ChatgptAuthTokensRefreshParams = Infer<typeof ChatgptAuthTokensRefreshParams>;

export const ChatgptAuthTokensRefreshResponse = named(
  'ChatgptAuthTokensRefreshResponse',
  'Result of `account/chatgptAuthTokens/refresh`.',
  () => z.object({ accessToken: z.string(), chatgptAccountId: z.string(), chatgptPlanType: z.string().nullish() }),
);
export type ChatgptAuthTokensRefreshResponse = Infer<typeof ChatgptAuthTokensRefreshResponse>;

export const AccountUpdateReason = named('AccountUpdateReason', 'Why the account is reported again.', () =>
  z.enum(['workspaceRoutingReady', 'unknown']),
);
export type AccountUpdateReason = Infer<typeof AccountUpdateReason>;

export const AccountUpdatedNotification = named('AccountUpdatedNotification', 'Params of `account/updated`.', () =>
  z.object({
    authMode: AuthMode().nullable(),
    planType: PlanType().nullable(),
    reason: AccountUpdateReason().nullable(),
  }),
);
export type AccountUpdatedNotification = Infer<typeof AccountUpdatedNotification>;

export const DesktopOnboardingEntrypoint = named(
  'DesktopOnboardingEntrypoint',
  'Where a sign-in began. Always null here.',
  () => z.literal('life_sciences'),
);
export type DesktopOnboardingEntrypoint = Infer<typeof DesktopOnboardingEntrypoint>;

export const AccountLoginCompletedNotification = named(
  'AccountLoginCompletedNotification',
  'Params of `account/login/completed`.',
  () =>
    z.object({
      loginId: z.string().nullable(),
      success: z.boolean(),
      error: z.string().nullable(),
      onboardingEntrypoint: DesktopOnboardingEntrypoint().nullable(),
    }),
);
export type AccountLoginCompletedNotification = Infer<typeof AccountLoginCompletedNotification>;

export const accounts = family({
  'account/read': request({
    doc: 'Says who is signed in, and whether a sign-in is needed.',
    stability: 'stable',
    params: GetAccountParams,
    result: GetAccountResponse,
    errors: ['config_invalid', 'auth_refresh_failed'],

    example: {
      params: { refreshToken: false },
      result: { account: { type: 'apiKey' }, userId: null, requiresOpenaiAuth: true, workspaceRouting: null },
    },
  }),
  'account/login/start': request({
    doc: 'Signs in with a key, or begins a sign-in that the user finishes elsewhere.',
    stability: 'stable',
    params: LoginAccountParams,
    result: LoginAccountResponse,
    errors: ['login_not_allowed', 'keyring_unavailable', 'login_failed', 'io_error'],

    order: 'The reply, then `account/login/completed` and `account/updated` once it is done.',
    example: { params: { type: 'apiKey', apiKey: 'sk-garden' }, result: { type: 'apiKey' } },
  }),
  'account/login/cancel': request({
    doc: 'Cancels a sign-in.',
    stability: 'stable',
    params: CancelLoginAccountParams,
    result: CancelLoginAccountResponse,
    errors: [],

    example: { params: { loginId: LOGIN_ID }, result: { status: 'canceled' } },
  }),
  'account/logout': request({
    doc: 'Signs out and removes the stored keys and tokens.',
    stability: 'stable',
    params: null,
    result: LogoutAccountResponse,
    errors: ['keyring_unavailable', 'io_error'],

    order: 'The reply, then `account/updated`.',
    example: { result: {} },
  }),
  getAuthStatus: request({
    doc: 'Says how the account was signed in, as in protocol v1.',
    stability: 'stable',
    params: GetAuthStatusParams,
    result: GetAuthStatusResponse,
    errors: ['config_invalid', 'auth_refresh_failed'],

    example: {
      params: { includeToken: false },
      result: { authMethod: 'apikey', authToken: null, requiresOpenaiAuth: true },
    },
  }),
});

export const accountRequests = family({
  'account/chatgptAuthTokens/refresh': serverRequest({
    doc: 'Asks the client for new tokens, if the present ones came from it.',
    stability: 'stable',
    params: ChatgptAuthTokensRefreshParams,
    result: ChatgptAuthTokensRefreshResponse,
    errors: [],

    example: {
      params: { reason: 'unauthorized', previousAccountId: null },
      result: { accessToken: 'eyJ', chatgptAccountId: 'account-1', chatgptPlanType: null },
    },
  }),
});

export const accountNotifications = {
  'account/updated': notification({
    doc: 'Another account is signed in, or none.',
    stability: 'stable',
    params: AccountUpdatedNotification,

    example: { params: { authMode: 'apikey', planType: null, reason: null } },
  }),
  'account/login/completed': notification({
    doc: 'A sign-in has ended.',
    stability: 'stable',
    params: AccountLoginCompletedNotification,

    example: { params: { loginId: LOGIN_ID, success: true, error: null, onboardingEntrypoint: null } },
  }),
};
