import * as z from 'zod';

/** What a client may want from this server beyond its protocol. It says so in `initialize`. */
export const wishes = () =>
  z
    .object({
      seq: z
        .boolean()
        .nullish()
        .describe('Notifications of a conversation have `seq` and `epoch` beside `method`, for `turnwire/attach`.'),
    })
    .nullish()
    .describe('What the client wants from Turnwire beyond the protocol. Other servers ignore it.');
