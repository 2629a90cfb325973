import { readFile } from 'node:fs/promises';
import { html, raw } from 'hono/html';
import type { ChatPlatform } from '../../../src/chat/port.ts';
import type { Markup } from './markup.ts';

/** A page that shows one message in the colours and sizes of a platform. */
export async function pageOf(
  platform: Exclude<ChatPlatform['id'], 'console'>,
  message: Markup,
): Promise<string> {
  const style = await readFile(new URL(`./${platform}.css`, import.meta.url), 'utf8');
  const page = html`<!doctype html>
    <html lang="en">
      <head><meta charset="utf-8" /><title>A card on ${platform}</title><style>${raw(style)}</style></head>
      <body><main>${message}</main></body>
    </html>`;
  return String(await page);
}
