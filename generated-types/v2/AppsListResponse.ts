// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Result of `app/list`. */
export type AppsListResponse = {
  data: JsonValue[];
  nextCursor: string | null;
};
