/** Opens a page in the person's browser, if there is one; its address must stand on the screen in any case. */
export async function openBrowser(url: string): Promise<void> {
  try {
    const { default: open } = await import('open');
    (await open(url)).on('error', () => {});
  } catch {
    // no browser here
  }
}
