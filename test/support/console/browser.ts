import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CANDIDATES = [process.env.KEYTURN_CHROMIUM, '/usr/bin/chromium'];
/** Where a Chromium is installed, or undefined. */
export const chromiumPath = CANDIDATES.find((path) => path !== undefined && existsSync(path));
/** For the name of a suite that skips itself. */
export const chromiumNote =
  chromiumPath === undefined ? ' (skipped: no Chromium; install it or set KEYTURN_CHROMIUM)' : '';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('no Chromium is installed');
  return chromium.launch({ executablePath: chromiumPath, headless: true, args: ARGUMENTS });
}
