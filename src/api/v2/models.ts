import type { Model, models } from '../../../protocol/v2/models.js';
import type { ListedModel } from '../../core/ports/index.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { pageOf } from './pages.js';

export const modelHandlers = {
  'model/list'({ models, settings }, { includeHidden, ...page }) {
    const inForce = settings.derive({ protocol: 'v2' });
    const rows = models.listed(inForce).filter(({ isHidden }) => includeHidden || !isHidden);
    return pageOf(
      rows.map((model) => wireModel(model, model.slug === inForce.model)),
      page,
      'models',
    );
  },

  'collaborationMode/list': () => ({
    data: [
      { name: 'Plan', mode: 'plan', model: null, reasoning_effort: 'medium' },
      { name: 'Default', mode: 'default', model: null, reasoning_effort: null },
    ],
  }),

  /** This server offers no tool that makes pictures. */
  'modelProvider/capabilities/read': ({ settings }) => ({
    imageGeneration: false,
    webSearch: settings.derive({}).provider.wireApi === 'responses',
  }),
} satisfies Handlers<
  Pick<typeof models, 'model/list' | 'collaborationMode/list' | 'modelProvider/capabilities/read'>,
  Api
>;

function wireModel(model: ListedModel, isDefault: boolean): Model {
  const { slug, successor, serviceTiers = [] } = model;
  return {
    id: slug,
    model: slug,
    upgrade: successor ?? null,
    upgradeInfo: successor === undefined ? null : { model: successor, ...NO_TEXTS },
    availabilityNux: null,
    displayName: model.name,
    description: model.description,
    modelSpecialty: model.specialty ?? null,
    hidden: model.isHidden ?? false,
    supportedReasoningEfforts: model.efforts.map((effort) => ({
      reasoningEffort: effort,
      description: EFFORTS[effort] ?? effort,
    })),
    defaultReasoningEffort: model.defaultEffort,
    inputModalities: ['text', 'image'],
    supportsPersonality: false,
    multiAgentVersion: null,
    additionalSpeedTiers: serviceTiers.map(({ name }) => name.toLowerCase()),
    serviceTiers: [...serviceTiers],
    defaultServiceTier: null,
    availableAccessPrograms: null,
    isDefault,
  };
}

const NO_TEXTS = { upgradeCopy: null, modelLink: null, migrationMarkdown: null, retirementAt: null };

const EFFORTS: Readonly<Record<string, string>> = {
  low: 'Answers fast and thinks little',
  medium: 'Thinks for a while; for everyday tasks',
  high: 'Thinks longer; for harder tasks',
  xhigh: 'Thinks much longer; for hard tasks',
  max: 'Thinks as long as it can',
};
