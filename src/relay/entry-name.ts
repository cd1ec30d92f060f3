/** The file of a server in the folder of relay sockets. */
export const entryName = (instance: string): string => `${instance.slice(0, 8)}.json`;
