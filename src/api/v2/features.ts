import type { apps } from '../../../protocol/v2/apps.js';
import type { config, ExperimentalFeature } from '../../../protocol/v2/config.js';
import { isJsonObject } from '../../domain/json.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { pageOf } from './pages.js';

interface Feature {
  readonly name: string;
  readonly stage: ExperimentalFeature['stage'];
  readonly description: string;
  readonly isDefault: boolean;
}

/** The keys of `[features]` that `src/config/derive.ts` reads. */
const FEATURES: readonly Feature[] = [
  { name: 'goals', stage: 'stable', description: 'Threads work towards a goal', isDefault: true },
  {
    name: 'default_mode_request_user_input',
    stage: 'underDevelopment',
    description: 'The model can ask the user outside of plan mode, too',
    isDefault: false,
  },
  {
    name: 'request_permissions_tool',
    stage: 'underDevelopment',
    description: 'The model can ask for more permissions for a turn',
    isDefault: false,
  },
  {
    name: 'exec_permission_approvals',
    stage: 'underDevelopment',
    description: 'The model can ask for more permissions for one command',
    isDefault: false,
  },
];

export const featureHandlers = {
  'experimentalFeature/list'({ settings }, { cursor, limit }) {
    const { features: given } = settings.describe().config;
    const switched = isJsonObject(given) ? given : {};
    const rows = FEATURES.map(({ name, stage, description, isDefault }) => {
      const value = switched[name];
      const enabled = typeof value === 'boolean' ? value : isDefault;
      return { name, stage, displayName: null, description, announcement: null, enabled, defaultEnabled: isDefault };
    });
    return pageOf(rows, { cursor, limit }, 'feature flags');
  },

  /** Only the configuration counts. */
  'experimentalFeature/enablement/set': () => ({ enablement: {} }),
} satisfies Handlers<Pick<typeof config, 'experimentalFeature/list' | 'experimentalFeature/enablement/set'>, Api>;

/** The lists of apps and plugins are empty: this server has none. */
export const appHandlers = {
  'app/list': () => ({ data: [], nextCursor: null }),
  'app/installed': () => ({ apps: [] }),
  'app/read': (_, { appIds }) => ({ apps: [], missingAppIds: appIds }),
  'plugin/list': () => ({ marketplaces: [], marketplaceLoadErrors: [], featuredPluginIds: [] }),
  'plugin/installed': () => ({ marketplaces: [], marketplaceLoadErrors: [] }),
} satisfies Handlers<typeof apps, Api>;
