import type { Transport } from '../rpc/transport.js';
import type { Hub } from './hub.js';

/** Milliseconds after which the rest is loaded although the client has not spoken yet. */
const LOAD_AFTER_MS = 25;
/** Milliseconds in which requests that came before the end of the input may finish. */
const FINISH_WITHIN_MS = 500;
/** Milliseconds in which a server that cannot start tells its client why. */
const EXPLAIN_FOR_MS = 250;
/** Milliseconds that an orderly end may take. A process that gets a signal has two seconds in all. */
export const END_WITHIN_MS = 1100;

export interface Launched {
  /** Aborts what runs and says so, answers what is open, and resolves when all of it is written, or the time is up. */
  readonly end: () => Promise<void>;
  /** The exit code, when the input has ended and all of it is answered. */
  readonly closed: Promise<number>;
}

/** Serves one client, with which the process ends. */
export function launch(hub: Hub, transport: Transport): Launched {
  const served = hub.connect(transport);
  setTimeout(() => hub.preload(), LOAD_AFTER_MS).unref();
  const end = (): Promise<void> => within(END_WITHIN_MS, hub.close());
  /** Without the rest, nothing can be served: the requests that have arrived get the reason. */
  const failed = async (): Promise<number> => {
    await hub.failed;
    // The next requests, which the client sends right after the answer to `initialize`, get the reason too.
    await within(EXPLAIN_FOR_MS, served.ended);
    await served.idle();
    await served.close();
    return 1;
  };
  const finished = async (): Promise<number> => {
    await served.ended;
    // A configuration that cannot be used is reported even if no request needed it. The time for the requests begins when the server is loaded.
    await hub.loaded().catch(() => {});
    await within(FINISH_WITHIN_MS, served.laneIdle());
    await end();
    return hub.isLoaded ? 0 : 1;
  };
  return { end, closed: Promise.race([finished(), failed()]) };
}

/** Waits for the work, at most for the given time. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, over]).finally(() => clearTimeout(timer));
}
