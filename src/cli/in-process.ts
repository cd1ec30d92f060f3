import type { Channel, Receiver } from '../../clients/library/index.js';
import type { launchInProcess } from '../server/launch-in-process.js';

/** The channel to a server within this process, which ends with it. `overrides` are those of `-c`. */
export function inProcess(launch: typeof launchInProcess, overrides: readonly string[]): Channel {
  let receiver: Receiver | undefined;
  const { client, end } = launch(overrides, process.env, (message) => {
    // As over a stream: what is received is handled after what is being done.
    queueMicrotask(() => receiver?.message(message));
  });
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
