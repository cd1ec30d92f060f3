// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Result of `app/installed`. */
export type AppsInstalledResponse = {
  apps: JsonValue[];
};
