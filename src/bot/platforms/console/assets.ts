import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Context } from 'hono';
import { projectRoot } from '../../../files/project-root.ts';

const FOLDER = pathToFileURL(join(projectRoot, 'src', 'bot', 'platforms', 'console', 'web', '/'));
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

export interface Assets {
  /** Answers a file of the page, or undefined when there is no such file. */
  serve(context: Context, name: string): Response | undefined;
}

/** Reads the page's files once, together with Preact and htm as one module. There is no build step. */
export async function loadAssets(): Promise<Assets> {
  const files = new Map<string, { body: string; type: string; etag: string }>();
  const add = async (name: string, url: URL | string): Promise<void> => {
    const type = TYPES[name.slice(name.lastIndexOf('.') + 1)];
    if (type === undefined) return;
    const body = await readFile(fileURLToPath(url), 'utf8');
    files.set(name, {
      body,
      type,
      etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 20)}"`,
    });
  };
  const names = await readdir(FOLDER);
  await Promise.all(names.map((name) => add(name, new URL(name, FOLDER))));
  await add('preact.js', import.meta.resolve('htm/preact/standalone'));
  return {
    serve(context, name) {
      const file = files.get(name);
      if (!file) return undefined;
      const headers = { ETag: file.etag, 'Cache-Control': 'no-cache', 'Content-Type': file.type };
      if (context.req.header('if-none-match') === file.etag) return context.body(null, 304, headers);
      return context.body(file.body, 200, headers);
    },
  };
}
