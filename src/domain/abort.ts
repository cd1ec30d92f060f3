/**
 * Calls the action when the signal is aborted: at once when it is already. The function that is returned forgets the action.
 */
export function onAbort(signal: AbortSignal, action: () => void): () => void {
  if (signal.aborted) {
    action();
    return () => {};
  }
  signal.addEventListener('abort', action, { once: true });
  return () => signal.removeEventListener('abort', action);
}

/**
 * A controller that is aborted together with a signal, or before it by its owner. It costs a fraction of `AbortSignal.any`, which keeps lists of weak references:
 * each response of a model needs two.
 *
 * The signal keeps the controller for as long as it lives itself. So this is for signals that end with one response or one turn, not for those of a client or of
 * the server.
 */
export function controllerUntil(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  onAbort(signal, () => controller.abort());
  return controller;
}
