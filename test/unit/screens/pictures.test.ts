import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { screensDocument } from '../../../bin/screens/document.ts';
import { picturesOf } from '../../../bin/screens/pictures.ts';
import { STATES } from '../../../bin/screens/states.ts';
import { projectRoot } from '../../../src/files/project-root.ts';

const docs = join(projectRoot, 'docs');
/** A page of the documents is read on a phone as well. */
const LARGEST = 120_000;

describe('the pictures of the documents', () => {
  it('are there for every state, on every screen and platform, and there are no others', async () => {
    const all = await readdir(join(docs, 'images'), { withFileTypes: true });
    // Those of the stories have a folder, and a test, of their own.
    const found = all.filter((one) => one.isFile()).map(({ name }) => name);
    expect(found.toSorted()).toEqual(STATES.flatMap(picturesOf).toSorted());
  });

  it('are small', async () => {
    const files = await readdir(join(docs, 'images'));
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(docs, 'images', file))).size));
    expect(Math.max(...sizes)).toBeLessThan(LARGEST);
  });

  it('are shown by a page that says what they show', async () => {
    expect(await readFile(join(docs, 'screens.md'), 'utf8')).toBe(screensDocument(STATES));
  });
});
