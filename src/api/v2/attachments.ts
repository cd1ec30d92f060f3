import type { attachments } from '../../../protocol/v2/attachments.js';
import type { JsonValue } from '../../../protocol/v2/json.js';
import type { Attachment } from '../../core/ports/index.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { idOfThread } from './facts.js';
import { invalid } from './overrides.js';
import { pageOf } from './pages.js';
import { seconds } from './thread.js';

/** Characters of a payload as JSON. */
const MAX_PAYLOAD = 1024 * 1024;

export const attachmentHandlers = {
  async 'thread/attachment/add'(api, { threadId, payload, ...of }, call) {
    const { type, key } = named(of);
    if (JSON.stringify(payload).length > MAX_PAYLOAD)
      throw invalid('params.payload', `an attachment has at most ${MAX_PAYLOAD} characters of JSON`);
    const id = await idOfThread(api, threadId);
    const known = find(api, id, { type, key });
    if (known) return { outcome: 'existing', attachment: wire(known) };
    const attachment = api.facts.attach(id, { id: api.ids.item(), type, key, payload });
    call.afterReply(() => tell(api, id, attachment, 'created'));
    return { outcome: 'created', attachment: wire(attachment) };
  },

  'thread/attachment/list'({ facts }, { threadId, ...page }) {
    return pageOf(facts.attachmentsOf(threadId).map(wire), page, 'attachments');
  },

  async 'thread/attachment/remove'(api, { threadId, ...of }, call) {
    const { type, key } = named(of);
    const id = await idOfThread(api, threadId);
    const known = find(api, id, { type, key });
    if (!known) return {};
    api.facts.detach(id, { type, key });
    call.afterReply(() => tell(api, id, known, 'deleted'));
    return {};
  },

  async 'thread/attachmentOwner/list'({ facts, conversations }, { archived, cursor, limit, ...of }) {
    const owners = await Promise.all(
      facts.ownersOf(named(of)).map(async (threadId) => ({
        threadId,
        archived: await conversations.stored.isArchived(threadId),
      })),
    );
    const wanted = owners.filter((owner) => archived == null || owner.archived === archived);
    return pageOf(wanted, { cursor, limit }, 'owners');
  },
} satisfies Handlers<typeof attachments, Api>;

interface Name {
  readonly attachmentType: string;
  readonly identityKey: string;
}

function named({ attachmentType, identityKey }: Name): Pick<Attachment, 'type' | 'key'> {
  if (attachmentType.trim() === '') throw invalid('params.attachmentType', 'attachmentType must not be empty');
  if (identityKey.trim() === '') throw invalid('params.identityKey', 'identityKey must not be empty');
  return { type: attachmentType, key: identityKey };
}

const find = ({ facts }: Api, id: string, { type, key }: Pick<Attachment, 'type' | 'key'>) =>
  facts.attachmentsOf(id).find((one) => one.type === type && one.key === key);

const wire = ({ id, type, key, payload, createdAt }: Attachment) => ({
  id,
  attachmentType: type,
  identityKey: key,
  payload: payload as JsonValue,
  createdAt: seconds(createdAt),
});

function tell(api: Api, threadId: string, { id, type, key }: Attachment, operation: 'created' | 'deleted'): void {
  const params = { threadId, attachmentType: type, identityKey: key, attachmentId: id, operation };
  api.clients.broadcast(threadId, 'thread/attachment/updated', params, api.threads);
}
