// Makes dist/keyturn.mjs, or that file in a folder that is named: the same program in a few files, which starts faster and
// needs less memory.
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { projectRoot } from '../src/files/project-root.ts';

const FOLDER_CALL = /loadFolder\(new URL\('(?<folder>[^']+)', import\.meta\.url\)\)/g;

/** A folder cannot be read from a bundle: the calls of `loadFolder` become lists of what its files export. */
const folders: Plugin = {
  name: 'folders',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes('loadFolder(new URL(')) return undefined;
      const imports: string[] = [];
      const lists = new Map<string, string>();
      for (const [call, folder = ''] of source.matchAll(FOLDER_CALL)) {
        const names = await filesIn(dirname(path), folder);
        const items = names.map((name, n) => `{ file: '${name}', value: from${imports.length + n} }`);
        lists.set(call, `Promise.resolve([${items.join(', ')}])`);
        imports.push(...names.map((name) => `${folder}${name}`));
      }
      const lines = imports.map((file, n) => `import from${n} from '${file}';`);
      const rest = source.replaceAll(FOLDER_CALL, (call) => lists.get(call) ?? call);
      return { contents: `${lines.join(' ')} ${rest}`, loader: 'ts' };
    });
  },
};

async function filesIn(base: string, folder: string): Promise<readonly string[]> {
  return (await readdir(join(base, folder))).filter((name) => name.endsWith('.ts')).sort();
}

const folder = process.argv[2] ?? join(projectRoot, 'dist');
await rm(folder, { recursive: true, force: true });
await build({
  entryPoints: { keyturn: join(projectRoot, 'bin', 'keyturn.mjs') },
  outdir: folder,
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
  // What it names for Node asks for its own parts in a way that no bundler follows.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  plugins: [folders],
  logLevel: 'info',
});
