import type { apps } from '../../../protocol/v2/apps.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

/** There are no apps and no plugins, and clients are told so. */
export const appHandlers = {
  'app/list': () => ({ data: [], nextCursor: null }),
  'app/installed': () => ({ apps: [] }),
  'app/read': (_, { appIds }) => ({ apps: [], missingAppIds: appIds }),
  'plugin/list': () => ({ marketplaces: [], marketplaceLoadErrors: [], featuredPluginIds: [] }),
  'plugin/installed': () => ({ marketplaces: [], marketplaceLoadErrors: [] }),
} satisfies Handlers<typeof apps, Api>;
