import type { config } from '../../../protocol/v1/config.js';
import { type Handlers, notImplemented } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

export const configHandlers = {
  getUserSavedConfig: (api) => ({ config: api.settings.saved() }),
  setDefaultModel: notImplemented,
} satisfies Handlers<typeof config, Api>;
