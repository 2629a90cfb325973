import { describe, expect, it } from 'vitest';
import { demo, problemsOf } from './folder.ts';

const act = (steps: string, more = '') =>
  demo(`  act: { title: Act, source: L1, risk: low${more}, steps: [{ ${steps} }] }`);
const messages = (text: string) => problemsOf(text).map(({ message }) => message);

describe('a key is nothing that is typed in chat', () => {
  it.each(['privateKey', 'seedPhrase', 'mnemonic', 'newPassword', 'keypair', 'webhookSecret', 'secret'])(
    'so no parameter is called %s',
    (name) => {
      const param = `, params: { ${name}: { type: text, description: Give it } }`;
      expect(messages(act('wait: { for: 1s }', param))).toEqual([
        `'${name}' is asked for in chat, and what is typed there stands on cards and in the log.`,
      ]);
    },
  );

  it.each(['key', 'token', 'publicKey', 'keyName', 'secretName', 'passport'])(
    'and one that is called %s is left alone',
    (name) => {
      const param = `, params: { ${name}: { type: identifier, description: Give it } }`;
      expect(messages(act('wait: { for: 1s }', param))).toEqual([]);
    },
  );

  it('nor is it answered to a question', () => {
    const ask = (name: string) => `ask: { question: Which?, fields: [{ name: ${name}, label: It }] }`;
    expect(messages(act(ask('privateKey')))).toEqual([
      expect.stringContaining("'privateKey' is asked for in chat"),
    ]);
    expect(messages(act(ask('address')))).toEqual([]);
  });
});

const bytes = Array.from({ length: 64 }, (_, index) => index).join(',');

describe('a key is no argument of a program', () => {
  it.each([
    '[cast, send, --private-key, abc]',
    '[deploy, "--password=hunter2"]',
    '[gpg, --passphrase, abc, -d, f]',
    `[sign, "[${bytes}]"]`,
    '[sh, -c, "echo -----BEGIN EC PRIVATE KEY----- > k"]',
  ])('as in %s', (run) => {
    expect(messages(act(`shell: { run: ${run} }, effect: pure`))).toEqual([
      expect.stringContaining('the list of programs shows it to everybody on the host'),
    ]);
  });

  it.each([
    '[gpg, --passphrase-fd, "3", -d, f]',
    '[solana, transfer, --keypair, /secure/old.json, x]',
    '[deploy, --password]',
    '[deploy, --token, So11111111111111111111111111111111111111112]',
    '[sha256sum, -c, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]',
  ])('and %s gives it none', (run) => {
    expect(messages(act(`shell: { run: ${run} }, effect: pure`))).toEqual([]);
  });
});

describe('what a program prints that makes or shows keys', () => {
  const MAKES = [
    '[solana-keygen, new, -o, /secure/new.json]',
    '[/opt/solana/bin/solana-keygen, recover]',
    '[openssl, genpkey, -algorithm, ed25519]',
    '[bash, -c, "cd /secure && age-keygen"]',
    '[npx, --no-install, convex, env, list]',
    '[gpg, --batch, --export-secret-keys, ops]',
    '[printenv]',
  ];
  it.each(MAKES)('is withheld: %s', (run) => {
    const step = `shell: { run: ${run} }, effect: unsafe`;
    expect(messages(act(step))).toEqual([expect.stringContaining('prints a key, or what one is made of')]);
    expect(messages(act(`${step}, output: withheld`))).toEqual([]);
  });

  it.each([
    '[solana-keygen, pubkey, /secure/new.json]',
    '[openssl, genpkey, -algorithm, ed25519, -out, /secure/k.pem]',
    '[age-keygen, -o, /secure/k.txt]',
    '[bash, -c, "npx convex env list | cut -d= -f1"]',
    '[env, FOO=1, ls]',
  ])('need not be where it is no key: %s', (run) => {
    expect(messages(act(`shell: { run: ${run} }, effect: unsafe`))).toEqual([]);
  });
});
