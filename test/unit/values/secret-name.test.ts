import { describe, expect, it } from 'vitest';
import { endsAsSecret, isSecretName, mayNameSecret } from '../../../src/values/secret-name.ts';

describe('a name that stands for a secret', () => {
  it.each([
    'apiKey',
    'API_KEY',
    'api-key',
    'apikey',
    'heliusApiKey',
    'client_secret',
    'dbPassword',
    'db_passwd',
    'deploy.passphrase',
    'walletPrivateKey',
    'seedPhrase',
    'mnemonic',
    'access_token',
    'slackBotToken',
  ])('is told by its last words, however it is written: %s', (name) => {
    expect(endsAsSecret(name)).toBe(true);
    expect(mayNameSecret(name)).toBe(true);
  });

  it.each([
    'token',
    'key',
    'publicKey',
    'secretName',
    'password_file',
    'passport',
    'monkey',
    'nextPageToken',
  ])('is not taken for one where it often is something else: %s', (name) => {
    expect(endsAsSecret(name)).toBe(false);
  });

  it('is one of these words alone for an option, since others take the name of a secret', () => {
    expect(isSecretName('private-key')).toBe(true);
    expect(isSecretName('client-secret')).toBe(true);
    expect(isSecretName('image-pull-secret')).toBe(false);
    expect(isSecretName('seed', ['seed'])).toBe(true);
  });
});

describe('a name of a setting', () => {
  it.each([
    'stripeApiKey',
    'walletKey',
    'adminKey',
    'OPENAI_KEY_2',
    'KEYPAIR',
    'EXECUTOR_KEYPAIR_2',
    'SLACK_WEBHOOK_URL',
    'SENTRY_DSN',
    'DATABASE_URL',
    'GITHUB_TOKEN',
    'DB_PASS',
    'encryptionkey',
    'key',
  ])('lets a secret be expected: %s', (name) => {
    expect(mayNameSecret(name)).toBe(true);
  });

  it.each([
    'PUBLIC_KEY',
    'FEE_COLLECTOR_PUBKEY',
    'PAYER_KEYPAIR_PATH',
    'MAX',
    'monkey',
    'keyboard',
    'RPC_URL',
  ])('lets none be expected: %s', (name) => {
    expect(mayNameSecret(name)).toBe(false);
  });
});
