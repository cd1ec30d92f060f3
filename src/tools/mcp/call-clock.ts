import { SdkError, SdkErrorCode } from '@modelcontextprotocol/client';

/** The time that a call may take. It is paused while the user answers a request. */
export class CallClock {
  readonly #abort = new AbortController();
  #leftMs: number;
  #runningSince = 0;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(timeoutMs: number) {
    this.#leftMs = timeoutMs;
    this.resume();
  }

  /** Aborted with the error of the library when the time is up. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  pause(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#leftMs -= performance.now() - this.#runningSince;
  }

  /** Stops the clock finally: the call is over. */
  stop(): void {
    this.pause();
    this.#isStopped = true;
  }

  resume(): void {
    if (this.#timer !== undefined || this.#isStopped) return;
    this.#runningSince = performance.now();
    this.#timer = setTimeout(() => this.#abort.abort(timedOut()), Math.max(0, this.#leftMs));
  }
}

const timedOut = (): SdkError => new SdkError(SdkErrorCode.RequestTimeout, 'Request timed out');
