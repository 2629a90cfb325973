import { describe, expect, it } from 'vitest';
import { looksSecret, maybeSecret } from '../../../src/values/secret-value.ts';

describe('a value that is a secret whatever it is called', () => {
  it.each([
    'mongodb+srv://shop:hunter2@db.example.com/shop',
    'redis://:hunter2@cache:6379',
    'wss://rpc.example.com/?api-key=abcdef',
    '-----BEGIN EC PRIVATE KEY-----\nMHc',
    JSON.stringify(Array.from({ length: 64 }, (_, index) => index)),
    `AGE-SECRET-KEY-1${'Q'.repeat(58)}`,
    'ghp_0123456789abcdefghij',
  ])('is told by its form: %s', (value) => {
    expect(looksSecret(value)).toBe(true);
  });

  it.each([
    'https://eth.example.com/v2/a1B2c3D4e5F6a7B8c9D0e1F2',
    'https://hooks.example.com/services/T0001/B0002/abcdefgh1234567890ABCDEFG',
  ])('may be an address with a part that nobody guesses: %s', (value) => {
    expect(looksSecret(value)).toBe(false);
    expect(maybeSecret(value)).toBe(true);
  });

  it.each([
    'https://api.mainnet.example.com',
    'https://docs.example.com/how-to-write-a-good-and-long-heading',
    'redis://cache:6379/0',
    'So11111111111111111111111111111111111111112',
    '[1, 2, 3]',
    'https://[',
  ])('is not seen in %s', (value) => {
    expect(maybeSecret(value)).toBe(false);
  });
});
