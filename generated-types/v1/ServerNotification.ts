// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AuthStatusChangeNotification } from './AuthStatusChangeNotification.js';
import type { LoginChatGptCompleteNotification } from './LoginChatGptCompleteNotification.js';
import type { SessionConfiguredNotification } from './SessionConfiguredNotification.js';

/** A notification of the server that is not an event of a conversation; those are `EventNotification`. */
export type ServerNotification = {
  /** The user signed in or out, here or in another window. */
  method: "authStatusChange";
  params: AuthStatusChangeNotification;
} | {
  /** A sign-in has ended, with success or without. */
  method: "loginChatGptComplete";
  params: LoginChatGptCompleteNotification;
} | {
  /** A conversation was opened with a history. */
  method: "sessionConfigured";
  params: SessionConfiguredNotification;
};
