// Makes dist/keyturn.mjs: the same program in a few files, which starts faster and needs less memory.
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { projectRoot } from '../src/project-root.ts';

const FOLDER_CALL = /loadFolder\(new URL\('(?<folder>[^']+)', import\.meta\.url\)\)/g;

/** A folder cannot be read from a bundle: the calls of `loadFolder` become lists of imports. */
const folders: Plugin = {
  name: 'folders',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes('loadFolder(new URL(')) return undefined;
      const lists = new Map<string, string>();
      for (const [call, folder = ''] of source.matchAll(FOLDER_CALL))
        lists.set(call, await listOf(dirname(path), folder));
      return { contents: source.replaceAll(FOLDER_CALL, (call) => lists.get(call) ?? call), loader: 'ts' };
    });
  },
};

async function listOf(base: string, folder: string): Promise<string> {
  const names = (await readdir(join(base, folder))).filter((name) => name.endsWith('.ts')).sort();
  const items = names.map(
    (name) => `import('${folder}${name}').then((m) => ({ file: '${name}', value: m.default }))`,
  );
  return `Promise.all([${items.join(', ')}])`;
}

await rm(join(projectRoot, 'dist'), { recursive: true, force: true });
await build({
  entryPoints: { keyturn: join(projectRoot, 'src', 'cli.ts') },
  outdir: join(projectRoot, 'dist'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minifySyntax: true,
  sourcemap: true,
  // Loaded only when they are used, and not bundled: WebAssembly beside its module, and an optional native part.
  external: ['@electric-sql/pglite', 'pino-pretty', 'pg-native'],
  // Packages in the old module format expect `require`.
  banner: {
    js: "import { createRequire as keyturnRequire } from 'node:module'; const require = keyturnRequire(import.meta.url);",
  },
  plugins: [folders],
  logLevel: 'info',
});
