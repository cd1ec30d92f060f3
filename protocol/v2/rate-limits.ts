import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import type { Infer } from '../schema.js';
import { RATE_LIMITS } from './examples.js';
import { JsonValue } from './json.js';
import { named } from './named.js';

export const RateLimitWindow = named('RateLimitWindow', 'How much of a limit is used, and when it starts again.', () =>
  z.object({ usedPercent: z.int(), windowDurationMins: z.int().nullable(), resetsAt: z.int().nullable() }),
);
export type RateLimitWindow = Infer<typeof RateLimitWindow>;

export const CreditsSnapshot = named('CreditsSnapshot', 'Credits of an account.', () =>
  z.object({ hasCredits: z.boolean(), unlimited: z.boolean(), balance: z.string().nullable() }),
);
export type CreditsSnapshot = Infer<typeof CreditsSnapshot>;

export const SpendControlLimitSnapshot = named('SpendControlLimitSnapshot', 'A limit that the workspace sets.', () =>
  z.object({ limit: z.string(), used: z.string(), remainingPercent: z.int(), resetsAt: z.int() }),
);
export type SpendControlLimitSnapshot = Infer<typeof SpendControlLimitSnapshot>;

export const PlanType = named('PlanType', 'The plan of a ChatGPT account.', () =>
  z.enum([
    'free',
    'go',
    'plus',
    'pro',
    'prolite',
    'promax',
    'team',
    'self_serve_business_prolite',
    'self_serve_business_usage_based',
    'business',
    'ent26',
    'enterprise_cbp_automation',
    'enterprise_cbp_usage_based',
    'enterprise',
    'edu',
    'edu_plus',
    'edu_pro',
    'sci',
    'sci_plus',
    'unknown',
  ]),
);
export type PlanType = Infer<typeof PlanType>;

export const RateLimitReachedType = named('RateLimitReachedType', 'Which limit is reached.', () =>
  z.enum([
    'rate_limit_reached',
    'workspace_owner_credits_depleted',
    'workspace_member_credits_depleted',
    'workspace_owner_usage_limit_reached',
    'workspace_member_usage_limit_reached',
  ]),
);
export type RateLimitReachedType = Infer<typeof RateLimitReachedType>;

export const RateLimitSnapshot = named('RateLimitSnapshot', 'The limits of an account as last seen.', () =>
  z.object({
    limitId: z.string().nullable(),
    limitName: z.string().nullable(),
    normalModelSlug: z.string().nullable(),
    primary: RateLimitWindow().nullable(),
    secondary: RateLimitWindow().nullable(),
    credits: CreditsSnapshot().nullable(),
    individualLimit: SpendControlLimitSnapshot().nullable(),
    spendControlReached: z.boolean().nullable(),
    planType: PlanType().nullable(),
    rateLimitReachedType: RateLimitReachedType().nullable(),
  }),
);
export type RateLimitSnapshot = Infer<typeof RateLimitSnapshot>;

export const RateLimitResetType = named('RateLimitResetType', 'What a reset credit resets.', () =>
  z.enum(['codexRateLimits', 'unknown']),
);
export type RateLimitResetType = Infer<typeof RateLimitResetType>;

export const RateLimitResetCreditStatus = named(
  'RateLimitResetCreditStatus',
  'Whether a reset credit can be used.',
  () => z.enum(['available', 'redeeming', 'redeemed', 'unknown']),
);
export type RateLimitResetCreditStatus = Infer<typeof RateLimitResetCreditStatus>;

export const RateLimitResetCredit = named('RateLimitResetCredit', 'A credit that resets a limit.', () =>
  z.object({
    id: z.string(),
    resetType: RateLimitResetType(),
    status: RateLimitResetCreditStatus(),
    grantedAt: z.int(),
    expiresAt: z.int().nullable(),
    title: z.string().nullable(),
    description: z.string().nullable(),
  }),
);
export type RateLimitResetCredit = Infer<typeof RateLimitResetCredit>;

export const RateLimitResetCreditsSummary = named(
  'RateLimitResetCreditsSummary',
  'The reset credits of an account.',
  () => z.object({ availableCount: z.int(), credits: z.array(RateLimitResetCredit()).nullable() }),
);
export type RateLimitResetCreditsSummary = Infer<typeof RateLimitResetCreditsSummary>;

export const GetAccountRateLimitsResponse = named(
  'GetAccountRateLimitsResponse',
  'Result of `account/rateLimits/read`.',
  () =>
    z.object({
      ordinaryUsageAllowed: z.boolean().nullable(),
      rateLimits: RateLimitSnapshot(),
      rateLimitsByLimitId: z.record(z.string(), RateLimitSnapshot()).nullable(),
      rateLimitResetCredits: RateLimitResetCreditsSummary().nullable(),
      accountId: z.string().nullable(),
      rateLimitUpsell: JsonValue().nullable(),
    }),
);
export type GetAccountRateLimitsResponse = Infer<typeof GetAccountRateLimitsResponse>;

export const AccountRateLimitsUpdatedNotification = named(
  'AccountRateLimitsUpdatedNotification',
  'Params of `account/rateLimits/updated`.',
  () => z.object({ rateLimits: RateLimitSnapshot() }),
);
export type AccountRateLimitsUpdatedNotification = Infer<typeof AccountRateLimitsUpdatedNotification>;

export const rateLimits = family({
  'account/rateLimits/read': request({
    doc: 'Reads the limits of the ChatGPT account.',
    stability: 'stable',
    params: null,
    result: GetAccountRateLimitsResponse,
    errors: ['auth_missing', 'auth_rejected', 'model_unreachable'],

    beside: true,
    example: {
      result: {
        ordinaryUsageAllowed: null,
        rateLimits: RATE_LIMITS,
        rateLimitsByLimitId: null,
        rateLimitResetCredits: null,
        accountId: null,
        rateLimitUpsell: null,
      },
    },
  }),
});

export const rateLimitNotifications = {
  'account/rateLimits/updated': notification({
    doc: 'The limits of the account as the last response gave them.',
    stability: 'stable',
    params: AccountRateLimitsUpdatedNotification,

    example: { params: { rateLimits: RATE_LIMITS } },
  }),
};
