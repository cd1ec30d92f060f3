// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ModeKind } from './ModeKind.js';
import type { Settings } from './Settings.js';

/** How user and model work together, with the settings of that mode. */
export type CollaborationMode = {
  mode: ModeKind;
  settings: Settings;
};
