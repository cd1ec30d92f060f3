/** A page of another site that has its name point to this machine must not get through (DNS rebinding). */
export function isOwnHost(host: string | undefined, port: number): boolean {
  return host === `localhost:${port}` || host === `127.0.0.1:${port}`;
}
