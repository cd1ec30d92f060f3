// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { InputModality } from './InputModality.js';
import type { ModelAccessPrograms } from './ModelAccessPrograms.js';
import type { ModelAvailabilityNux } from './ModelAvailabilityNux.js';
import type { ModelServiceTier } from './ModelServiceTier.js';
import type { ModelUpgradeInfo } from './ModelUpgradeInfo.js';
import type { MultiAgentVersion } from './MultiAgentVersion.js';
import type { ReasoningEffort } from './ReasoningEffort.js';
import type { ReasoningEffortOption } from './ReasoningEffortOption.js';

/** A model that a client can choose. */
export type Model = {
  id: string;
  model: string;
  upgrade: string | null;
  upgradeInfo: ModelUpgradeInfo | null;
  availabilityNux: ModelAvailabilityNux | null;
  displayName: string;
  description: string;
  modelSpecialty: string | null;
  hidden: boolean;
  supportedReasoningEfforts: ReasoningEffortOption[];
  defaultReasoningEffort: ReasoningEffort;
  inputModalities: InputModality[];
  supportsPersonality: boolean;
  multiAgentVersion: MultiAgentVersion | null;
  additionalSpeedTiers: string[];
  serviceTiers: ModelServiceTier[];
  defaultServiceTier: string | null;
  availableAccessPrograms: ModelAccessPrograms | null;
  isDefault: boolean;
};
