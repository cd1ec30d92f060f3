import type { config } from '../../../protocol/v1/config.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

export const configHandlers = {
  getUserSavedConfig: (api) => ({ config: api.settings.saved() }),
  async setDefaultModel(api, { model, reasoningEffort }) {
    await api.settings.saveDefaultModel({ model: model ?? undefined, effort: reasoningEffort ?? undefined });
    return {};
  },
} satisfies Handlers<typeof config, Api>;
