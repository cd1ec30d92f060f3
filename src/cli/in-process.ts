import type { Channel, Receiver } from '../../clients/library/index.js';
import type { launchInProcess } from '../server/launch-in-process.js';

/** The channel to a server within this process, which ends with it. `overrides` are those of `-c`; `source` is what begins conversations. */
export function inProcess(
  launch: typeof launchInProcess,
  overrides: readonly string[],
  source: 'cli' | 'exec',
  ignoresFile = false,
): Channel {
  let receiver: Receiver | undefined;
  const { client, end } = launch(
    overrides,
    process.env,
    (message) => {
      // As over a stream: a message is handled after the running work.
      queueMicrotask(() => receiver?.message(message));
    },
    source,
    ignoresFile,
  );
  return {
    start(given) {
      receiver = given;
    },
    send: (message) => client.send(message),
    pause: () => {},
    resume: () => {},
    async close() {
      client.end();
      await end();
      receiver?.closed();
    },
  };
}
