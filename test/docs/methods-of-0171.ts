/** The stable client methods of 0.171, as its own types list them. */
export const STABLE_METHODS: readonly string[] = `
account/gatewayOAuth/cancel account/gatewayOAuth/login account/gatewayOAuth/read account/login/cancel
account/login/start account/logout account/rateLimitResetCredit/consume account/rateLimits/read account/read
account/securitySetup/read account/sendAddCreditsNudgeEmail account/usage/read account/workspaceMessages/read
app/installed app/list app/read command/exec command/exec/resize command/exec/terminate command/exec/write
config/batchWrite config/mcpServer/reload config/read config/value/write configRequirements/read
experimentalFeature/enablement/set experimentalFeature/list externalAgentConfig/detect externalAgentConfig/import
externalAgentConfig/import/readHistories externalAgentConfig/import/recordHistory feedback/save feedback/upload fs/copy
fs/createDirectory fs/getMetadata fs/readDirectory fs/readFile fs/remove fs/unwatch fs/watch fs/writeFile
fuzzyFileSearch getAuthStatus getConversationSummary gitDiffToRemote hooks/list initialize marketplace/add
marketplace/remove marketplace/upgrade mcpServer/oauth/login mcpServer/resource/read mcpServer/tool/call
mcpServerStatus/list model/list modelProvider/capabilities/read modelProvider/config/write modelProvider/default/set
modelProvider/list permissionProfile/list plugin/install plugin/installed plugin/list plugin/read plugin/reconcile
plugin/share/checkout plugin/share/delete plugin/share/list plugin/share/save plugin/share/updateTargets
plugin/skill/read plugin/uninstall review/start skills/config/write skills/extraRoots/set skills/list
thread/approveGuardianDeniedAction thread/archive thread/attachment/add thread/attachment/list thread/attachment/remove
thread/attachmentOwner/list thread/compact/start thread/delete thread/fork thread/goal/clear thread/goal/get
thread/goal/set thread/inject_items thread/items/list thread/list thread/loaded/list thread/metadata/update
thread/name/set thread/read thread/resume thread/revert thread/section/move thread/shellCommand thread/start
thread/turns/list thread/unarchive thread/unsubscribe threadSection/create threadSection/delete threadSection/list
threadSection/update turn/interrupt turn/start turn/steer windowsSandbox/readiness windowsSandbox/setupStart
`
  .trim()
  .split(/\s+/);

/** The ones that need `experimentalApi`, as its types list them with `--experimental`. */
export const EXPERIMENTAL_METHODS: readonly string[] = `
account/bedrock/checkGovCloudRequirements account/bedrock/discover account/bedrock/setup account/gcp/setup
accountSession/list accountSession/switch collaborationMode/list environment/add environment/info environment/status
fuzzyFileSearch/sessionStart fuzzyFileSearch/sessionStop fuzzyFileSearch/sessionUpdate mcpServer/event/stream/start
mcpServer/event/stream/stop memory/reset memory/status mock/experimentalMethod plugin/search process/kill
process/resizePty process/spawn process/writeStdin project/create project/delete project/import project/list
project/move project/read project/update remoteControl/client/list remoteControl/client/revoke remoteControl/disable
remoteControl/enable remoteControl/pairing/start remoteControl/pairing/status remoteControl/status/read rollout/compress
server/diagnostics thread/backgroundTerminals/clean thread/backgroundTerminals/list thread/backgroundTerminals/terminate
thread/decrement_elicitation thread/guardianReview thread/increment_elicitation thread/items/read thread/memory/read
thread/memoryMode/set thread/prediction/request thread/prepareApprovedPlan thread/queue/add thread/queue/delete
thread/queue/list thread/queue/reorder thread/queue/start thread/queue/update thread/readState/update
thread/realtime/appendAudio thread/realtime/appendSpeech thread/realtime/appendText thread/realtime/list
thread/realtime/listVoices thread/realtime/start thread/realtime/stop thread/sample thread/sample/cancel thread/search
thread/search/cancel thread/search/stream thread/search/stream/cancel thread/searchOccurrences thread/settings/update
thread/timeline/list turn/settings/update userVerification/cancel userVerification/delete userVerification/enroll
userVerification/status userVerification/verify
`
  .trim()
  .split(/\s+/);
