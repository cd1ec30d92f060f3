// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ProviderSettingsPatch } from './ProviderSettingsPatch.js';

/** Params of `modelProvider/config/write`. */
export type ModelProviderConfigWriteParams = {
  settings: ProviderSettingsPatch;
};
