// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `thread/settings/update`. */
export type ThreadSettingsUpdateResponse = Record<string, never>;
