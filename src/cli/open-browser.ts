/** Opens a page in the user's browser, if there is one. The caller prints the address in any case. */
export async function openBrowser(url: string): Promise<void> {
  try {
    const { default: open } = await import('open');
    (await open(url)).on('error', () => {});
  } catch {
    // no browser here
  }
}
