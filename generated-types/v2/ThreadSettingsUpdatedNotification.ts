// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadSettings } from './ThreadSettings.js';

/** Params of `thread/settings/updated`. */
export type ThreadSettingsUpdatedNotification = {
  threadId: string;
  threadSettings: ThreadSettings;
};
