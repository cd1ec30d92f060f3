import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import { uuid } from '../rollout/ids.js';
import { type Infer, named } from '../schema.js';
import { LOGIN } from './examples.js';

export const AuthMode = named('AuthMode', 'How the user is signed in.', () => z.enum(['apikey', 'chatgpt']));
export type AuthMode = Infer<typeof AuthMode>;

export const SignInOption = named(
  'SignInOption',
  'A way to sign in: with a key, with a ChatGPT account, or with the key of the environment.',
  () => z.enum(['apikey', 'chatgpt', 'environment']),
);
export type SignInOption = Infer<typeof SignInOption>;

export const LoginApiKeyParams = named('LoginApiKeyParams', 'Params of `loginApiKey`.', () =>
  z.object({ apiKey: z.string() }),
);
export type LoginApiKeyParams = Infer<typeof LoginApiKeyParams>;

export const LoginApiKeyResponse = named('LoginApiKeyResponse', 'Result of `loginApiKey`.', () => z.object({}));
export type LoginApiKeyResponse = Infer<typeof LoginApiKeyResponse>;

export const LoginChatGptResponse = named('LoginChatGptResponse', 'Result of `loginChatGpt`.', () =>
  z.object({ loginId: uuid(), authUrl: z.string().describe('The page that the client opens in a browser.') }),
);
export type LoginChatGptResponse = Infer<typeof LoginChatGptResponse>;

export const CancelLoginChatGptParams = named('CancelLoginChatGptParams', 'Params of `cancelLoginChatGpt`.', () =>
  z.object({ loginId: uuid() }),
);
export type CancelLoginChatGptParams = Infer<typeof CancelLoginChatGptParams>;

export const CancelLoginChatGptResponse = named('CancelLoginChatGptResponse', 'Result of `cancelLoginChatGpt`.', () =>
  z.object({}),
);
export type CancelLoginChatGptResponse = Infer<typeof CancelLoginChatGptResponse>;

export const LogoutChatGptResponse = named('LogoutChatGptResponse', 'Result of `logoutChatGpt`.', () => z.object({}));
export type LogoutChatGptResponse = Infer<typeof LogoutChatGptResponse>;

export const GetAuthStatusParams = named('GetAuthStatusParams', 'Params of `getAuthStatus`.', () =>
  z.object({
    includeToken: z.boolean().nullish().describe('Returns the secret as well.'),
    refreshToken: z.boolean().nullish().describe('Renews the token first; when that fails, the old one is returned.'),
  }),
);
export type GetAuthStatusParams = Infer<typeof GetAuthStatusParams>;

export const GetAuthStatusResponse = named('GetAuthStatusResponse', 'Result of `getAuthStatus`.', () =>
  z.object({
    authMethod: AuthMode().optional().describe('Left out when the user is not signed in.'),
    authToken: z.string().optional().describe('Left out unless `includeToken` was true.'),
    requiresOpenaiAuth: z.boolean().optional().describe('Whether the configured model needs a sign-in.'),
    signInOptions: z.array(SignInOption()).optional().describe('Left out when the user is signed in.'),
  }),
);
export type GetAuthStatusResponse = Infer<typeof GetAuthStatusResponse>;

export const UserInfoResponse = named('UserInfoResponse', 'Result of `userInfo`.', () =>
  z.object({ allegedUserEmail: z.string().nullable().describe('Read from `auth.json` and not verified.') }),
);
export type UserInfoResponse = Infer<typeof UserInfoResponse>;

export const AuthStatusChangeNotification = named('AuthStatusChangeNotification', 'Params of `authStatusChange`.', () =>
  z.object({ authMethod: AuthMode().optional().describe('Left out after a sign-out.') }),
);
export type AuthStatusChangeNotification = Infer<typeof AuthStatusChangeNotification>;

export const LoginChatGptCompleteNotification = named(
  'LoginChatGptCompleteNotification',
  'Params of `loginChatGptComplete`.',
  () => z.object({ loginId: uuid(), success: z.boolean(), error: z.string().optional() }),
);
export type LoginChatGptCompleteNotification = Infer<typeof LoginChatGptCompleteNotification>;

export const accounts = family({
  loginApiKey: request({
    doc: 'Signs in with a key. A pending sign-in is cancelled.',
    params: LoginApiKeyParams,
    result: LoginApiKeyResponse,
    errors: ['io_error', 'keyring_unavailable', 'login_not_allowed'],
    order: 'The reply, then `authStatusChange`.',
    example: { params: { apiKey: 'sk-example' }, result: {} },
  }),
  loginChatGpt: request({
    doc: 'Begins a sign-in with a ChatGPT account; the client opens the page. A pending one is cancelled.',
    params: null,
    result: LoginChatGptResponse,
    errors: ['login_failed', 'login_not_allowed'],
    order: 'The reply; later `loginChatGptComplete`, and after a success `authStatusChange`.',
    beside: true,
    example: {
      result: {
        loginId: LOGIN,
        authUrl: 'https://auth.openai.com/oauth/authorize?response_type=code&state=example',
      },
    },
  }),
  cancelLoginChatGpt: request({
    doc: 'Cancels a pending sign-in.',
    params: CancelLoginChatGptParams,
    result: CancelLoginChatGptResponse,
    errors: ['login_not_found'],
    order: 'The reply, then `loginChatGptComplete` without success.',
    example: { params: { loginId: LOGIN }, result: {} },
  }),
  logoutChatGpt: request({
    doc: 'Signs out, after any kind of sign-in.',
    params: null,
    result: LogoutChatGptResponse,
    errors: ['io_error', 'keyring_unavailable'],
    order: 'The reply, then `authStatusChange`.',
    example: { result: {} },
  }),
  getAuthStatus: request({
    doc: 'Returns whether and how the user is signed in.',
    params: GetAuthStatusParams,
    result: GetAuthStatusResponse,
    errors: [],
    beside: true,
    example: { params: { includeToken: false }, result: { authMethod: 'apikey', requiresOpenaiAuth: true } },
  }),
  userInfo: request({
    doc: 'Returns what is known about the user.',
    params: null,
    result: UserInfoResponse,
    errors: [],
    example: { result: { allegedUserEmail: 'ada@example.org' } },
  }),
});

export const accountNotifications = {
  authStatusChange: notification({
    doc: 'The user signed in or out, here or in another window.',
    params: AuthStatusChangeNotification,
    example: { params: { authMethod: 'apikey' } },
  }),
  loginChatGptComplete: notification({
    doc: 'A sign-in has ended, with success or without.',
    params: LoginChatGptCompleteNotification,
    order: 'After a success `authStatusChange` follows.',
    example: { params: { loginId: LOGIN, success: true } },
  }),
};
