import type { ConversationSettings, ListedModel, ProviderSettings } from '../core/ports/index.js';
import { familyOf } from './families.js';

const UP_TO_XHIGH: ListedModel['efforts'] = ['low', 'medium', 'high', 'xhigh'];

const FAST = { id: 'priority', name: 'Fast', description: 'Answers faster; costs more.' };

const ORDINARY = {
  efforts: [...UP_TO_XHIGH, 'max'],
  defaultEffort: 'low',
  contextWindow: 272_000,
  maxContextWindow: 872_000,
  serviceTiers: [FAST],
} as const satisfies Partial<ListedModel>;

/**
 * The models of OpenAI that a client can choose, in the order in which they are shown. What this server does not offer is left out: agents that a
 * model starts by itself (C460).
 */
const CATALOGUE: readonly ListedModel[] = [
  {
    ...ORDINARY,
    slug: 'gpt-6.2-sol',
    name: 'GPT-6.2-Sol',
    description: 'Fast; the usual choice for coding and everyday work.',
    contextWindow: 500_000,
  },
  {
    ...ORDINARY,
    slug: 'gpt-6.2-astra',
    name: 'GPT-6.2-Astra',
    description: 'The strongest model, for hard coding and professional work.',
  },
  {
    ...ORDINARY,
    slug: 'gpt-6.1-terra',
    name: 'GPT-6.1 Terra',
    description: 'Economical; strong with pictures and at using a computer.',
    contextWindow: 500_000,
  },
  {
    ...ORDINARY,
    slug: 'gpt-6.1-sol',
    name: 'GPT-6.1-Sol',
    description: 'The generation before, for coding and everyday work.',
    contextWindow: 500_000,
  },
  {
    ...ORDINARY,
    slug: 'gpt-6-astra',
    name: 'GPT-6-Astra',
    description: 'The generation before, for hard coding and professional work.',
  },
  {
    ...ORDINARY,
    slug: 'gpt-6-sol',
    name: 'GPT-6-Sol',
    description: 'An older model for coding and everyday work.',
    defaultEffort: 'medium',
  },
  {
    ...ORDINARY,
    slug: 'gpt-6-luna',
    name: 'GPT-6-Luna',
    description: 'Fast and cheap, for easier tasks.',
    defaultEffort: 'medium',
  },
  {
    ...ORDINARY,
    slug: 'gpt-5.6-sol',
    name: 'GPT-5.6-Sol',
    description: 'An older model for coding and everyday work.',
    successor: 'gpt-6-sol',
  },
  {
    ...ORDINARY,
    slug: 'gpt-5.6-terra',
    name: 'GPT-5.6-Terra',
    description: 'An older, balanced model for coding.',
    defaultEffort: 'medium',
    successor: 'gpt-6-sol',
  },
  {
    ...ORDINARY,
    slug: 'gpt-5.6-luna',
    name: 'GPT-5.6-Luna',
    description: 'An older, fast model for simpler tasks.',
    defaultEffort: 'medium',
    successor: 'gpt-6-luna',
  },
  {
    ...ORDINARY,
    slug: 'gpt-daybreak-blue-latest',
    name: 'Daybreak Blue',
    description: 'For the defence of computer systems.',
    specialty: 'cyber',
    serviceTiers: [],
    isHidden: true,
  },
  {
    ...ORDINARY,
    slug: 'gpt-daybreak-red-latest',
    name: 'Daybreak Red',
    description: 'For authorised research into the security of computer systems.',
    defaultEffort: 'medium',
    contextWindow: 372_000,
    maxContextWindow: 372_000,
    specialty: 'cyber',
    serviceTiers: [],
    isHidden: true,
  },
  {
    ...ORDINARY,
    slug: 'gpt-5.5',
    name: 'GPT-5.5',
    description: 'An older model for coding.',
    efforts: UP_TO_XHIGH,
    defaultEffort: 'medium',
    maxContextWindow: 272_000,
    successor: 'gpt-6-sol',
  },
  {
    ...ORDINARY,
    slug: 'codex-auto-review',
    name: 'Codex Auto Review',
    description: 'Reviews approvals.',
    defaultEffort: 'medium',
    isHidden: true,
  },
];

/** The scripted provider plays its script for any name, so it offers one model. The models of other providers are unknown. */
export function listedModels({
  model,
  provider,
}: Pick<ConversationSettings, 'model' | 'provider'>): readonly ListedModel[] {
  if (provider.wireApi === 'scripted') return [unlisted(model, provider)];
  return CATALOGUE.some(({ slug }) => slug === model) ? CATALOGUE : [unlisted(model, provider), ...CATALOGUE];
}

/** The service tier for a request: one that every model may have, or one that this model is offered with. The default tier needs no name (C520). */
export function sentTier(model: string, wanted: string | undefined): string | undefined {
  if (wanted === undefined || wanted === 'default') return undefined;
  const offered = CATALOGUE.find(({ slug }) => slug === model)?.serviceTiers ?? [];
  return wanted === 'flex' || offered.some(({ id }) => id === wanted) ? wanted : undefined;
}

/** A model that the configuration names and the catalogue does not. */
function unlisted(model: string, { name }: ProviderSettings): ListedModel {
  const { contextWindow } = familyOf(model);
  return {
    slug: model,
    name: model,
    description: `The model of the configuration, served by ${name}.`,
    efforts: ['low', 'medium', 'high'],
    defaultEffort: 'medium',
    contextWindow: contextWindow ?? undefined,
  };
}
