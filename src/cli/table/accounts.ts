import { CONFIG_OPTIONS, type Spec } from '../spec.js';

export const LOGIN_STATUS = {
  name: 'login status',
  summary: 'Show how the user is signed in; exit code 1 without a sign-in',
  options: CONFIG_OPTIONS,
} as const satisfies Spec;

export const LOGIN = {
  name: 'login',
  summary: 'Sign in with an account or an API key',
  about:
    'On a terminal it shows the ways to sign in. Elsewhere it begins the sign-in with an account, in the browser. Ctrl-C ends it, and nothing is changed.',
  options: {
    'device-auth': { type: 'boolean', help: 'With an account, by a code that is typed in on another device' },
    'with-api-key': { type: 'boolean', help: 'With the API key on stdin' },
    ...CONFIG_OPTIONS,
  },
  commands: [LOGIN_STATUS],
} as const satisfies Spec;

export const LOGOUT = {
  name: 'logout',
  summary: 'Sign out',
  options: CONFIG_OPTIONS,
} as const satisfies Spec;
