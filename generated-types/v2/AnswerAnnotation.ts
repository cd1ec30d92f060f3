// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { HelplineSubject } from './HelplineSubject.js';

/** A note of the service on an answer. */
export type AnswerAnnotation = {
  kind: "wellbeingHelpline";
  subject: HelplineSubject;
};
