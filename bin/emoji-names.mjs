#!/usr/bin/env node
// Writes src/bot/platforms/slack/emoji-names.json: Slack's name of every standard emoji. The list comes from the package
// emoji-datasource, which is too large to be installed with the program; give the path of its emoji.json:
//   npm install --no-save emoji-datasource && node bin/emoji-names.mjs node_modules/emoji-datasource/emoji.json
import { readFileSync, writeFileSync } from 'node:fs';

const characters = (unified) =>
  String.fromCodePoint(...unified.split('-').map((code) => Number.parseInt(code, 16)));
const names = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')).flatMap(({ short_names, unified }) =>
  short_names.map((name) => [name, characters(unified)]),
);
names.sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
  new URL('../src/bot/platforms/slack/emoji-names.json', import.meta.url),
  `${JSON.stringify(Object.fromEntries(names), null, 2)}\n`,
);
