import { describe, expect, it } from 'vitest';
import { httpSettings } from '../../../src/app/effects.ts';
import { liveSettings } from '../../../src/app/live-settings.ts';
import type { Config } from '../../../src/config/config.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { checkedAddresses } from '../../../src/integrations/http/guard.ts';

function configOf(systems: string): Config {
  const result = parseConfig({ text: `systems: ${systems}`, env: {}, file: '/x/keyturn.yaml', cwd: '/x' });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.config;
}

describe('what keyturn.yaml lets steps call', () => {
  const MONITOR = new URL('https://monitor.internal/api');
  const resolve = async () => ['10.0.0.8'];
  const without = configOf('{ twist: { origins: [https://monitor.internal] } }');
  const listed = configOf('{ other: {}, twist: { privateOrigins: [https://monitor.internal] } }');

  it('5.10 is a name that leads to a private address only where it is listed under privateOrigins', async () => {
    await expect(checkedAddresses(MONITOR, httpSettings(without)('twist'), resolve)).rejects.toMatchObject({
      code: 'http.internal-address',
      refusal: { next: expect.stringContaining('`privateOrigins` of the system in keyturn.yaml') },
    });
    expect(await checkedAddresses(MONITOR, httpSettings(listed)('twist'), resolve)).toEqual(['10.0.0.8']);
  });

  it('5.10 is settled for each system: what one may call is closed to another, and to one that is not named', async () => {
    const { origins } = { origins: ['https://monitor.internal'] };
    for (const other of ['other', 'unknown', '__proto__', 'constructor'])
      await expect(checkedAddresses(MONITOR, httpSettings(listed)(other), resolve)).rejects.toMatchObject({
        code: 'http.origin-not-allowed',
      });
    // The same name, private for one system and public for the other: each by its own list.
    const both = configOf(
      `{ other: { origins: [${origins[0]}] }, twist: { privateOrigins: [${origins[0]}] } }`,
    );
    await expect(checkedAddresses(MONITOR, httpSettings(both)('other'), resolve)).rejects.toMatchObject({
      code: 'http.internal-address',
    });
  });

  it('follows a reload', async () => {
    const live = liveSettings(without);
    const settingsOf = httpSettings(live.config);
    live.replace(listed);
    expect(await checkedAddresses(MONITOR, settingsOf('twist'), resolve)).toEqual(['10.0.0.8']);
  });
});
