// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Result of `app/read`. */
export type AppsReadResponse = {
  apps: JsonValue[];
  missingAppIds: string[];
};
