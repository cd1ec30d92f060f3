// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AlreadyInitializedData } from './AlreadyInitializedData.js';
import type { AuthMissingData } from './AuthMissingData.js';
import type { AuthRefreshFailedData } from './AuthRefreshFailedData.js';
import type { AuthRejectedData } from './AuthRejectedData.js';
import type { ConfigInvalidData } from './ConfigInvalidData.js';
import type { ConfigUnreadableData } from './ConfigUnreadableData.js';
import type { ContextFullData } from './ContextFullData.js';
import type { ConversationBusyData } from './ConversationBusyData.js';
import type { ConversationNotFoundData } from './ConversationNotFoundData.js';
import type { ExecEmptyData } from './ExecEmptyData.js';
import type { ExecKilledData } from './ExecKilledData.js';
import type { ExecNotStartedData } from './ExecNotStartedData.js';
import type { ExecTimedOutData } from './ExecTimedOutData.js';
import type { ForkOutOfRangeData } from './ForkOutOfRangeData.js';
import type { GitDiffFailedData } from './GitDiffFailedData.js';
import type { InternalData } from './InternalData.js';
import type { InvalidRequestData } from './InvalidRequestData.js';
import type { IoErrorData } from './IoErrorData.js';
import type { LoginFailedData } from './LoginFailedData.js';
import type { LoginNotFoundData } from './LoginNotFoundData.js';
import type { MessageTooLargeData } from './MessageTooLargeData.js';
import type { ModelRateLimitedData } from './ModelRateLimitedData.js';
import type { ModelRefusedData } from './ModelRefusedData.js';
import type { ModelUnreachableData } from './ModelUnreachableData.js';
import type { NotImplementedData } from './NotImplementedData.js';
import type { NotInitializedData } from './NotInitializedData.js';
import type { ParseErrorData } from './ParseErrorData.js';
import type { RolloutInvalidData } from './RolloutInvalidData.js';
import type { RolloutMismatchData } from './RolloutMismatchData.js';
import type { RolloutNotFoundData } from './RolloutNotFoundData.js';
import type { RolloutOutsideSessionsData } from './RolloutOutsideSessionsData.js';
import type { RolloutUnreadableData } from './RolloutUnreadableData.js';
import type { SandboxUnavailableData } from './SandboxUnavailableData.js';
import type { ShuttingDownData } from './ShuttingDownData.js';
import type { SubscriptionNotFoundData } from './SubscriptionNotFoundData.js';

/** `error.data` of any refused request, told apart by `code`. */
export type AnyErrorData = ParseErrorData | MessageTooLargeData | InvalidRequestData | NotInitializedData | NotImplementedData | InternalData | ShuttingDownData | AlreadyInitializedData | IoErrorData | ConversationNotFoundData | ConversationBusyData | SubscriptionNotFoundData | RolloutNotFoundData | RolloutUnreadableData | RolloutInvalidData | RolloutOutsideSessionsData | RolloutMismatchData | ForkOutOfRangeData | ConfigInvalidData | ConfigUnreadableData | LoginNotFoundData | LoginFailedData | GitDiffFailedData | ExecEmptyData | ExecNotStartedData | ExecTimedOutData | ExecKilledData | SandboxUnavailableData | ModelUnreachableData | ModelRefusedData | ModelRateLimitedData | ContextFullData | AuthMissingData | AuthRejectedData | AuthRefreshFailedData;
