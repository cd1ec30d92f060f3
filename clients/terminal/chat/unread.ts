/** Milliseconds in which what was meant for the prompt must not decide. */
export const UNREAD_MS = 300;
