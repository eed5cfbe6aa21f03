import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Chromium with WebGPU, in software where there is no GPU. */
export function launch(): Promise<Browser> {
  const executablePath =
    process.env.GEN_CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
  const args = ['--no-sandbox', '--enable-unsafe-webgpu', '--disable-background-networking', '--disable-component-update'];
  return chromium.launch({ executablePath, args });
}

/** Opens a page and waits until its script has run. `complaints` gets all that it writes as warning or error, also later. */
export async function open(browser: Browser, url: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(url);
  try {
    await page.waitForFunction('globalThis.ready === true', undefined, { timeout: 15_000 });
  } catch (cause) {
    throw new Error(`${url} does not get ready: ${complaints.join('; ')}`, { cause });
  }
  return { page, complaints };
}
