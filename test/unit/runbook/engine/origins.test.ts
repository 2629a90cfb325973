import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createHttp } from '../../../../src/integrations/http/index.ts';
import type { EffectPort } from '../../../../src/runbook/engine/effect-port.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const called: string[] = [];
const serve = async (answer: () => { status: number; location?: string }) => {
  const server = createServer((request, response) => {
    called.push(`${request.headers.host} ${request.method}`);
    const { status, ...headers } = answer();
    response.writeHead(status, headers).end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  afterAll(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const origin = await serve(() => ({ status: 200 }));
const leading = await serve(() => ({ status: 302, location: origin }));
const origins: Readonly<Record<string, readonly string[]>> = { may: [origin], leads: [leading] };
const effects = createEffects([createHttp((system) => ({ origins: origins[system] ?? [] }))]);
const rig = await openExecution(effects as EffectPort);
afterAll(() => rig.close());

const call = (system: string, url: string) => {
  const spec = {
    method: 'GET',
    url,
    headers: {},
    body: null,
    expect: { status: [200] },
    probe: null,
  };
  const step = fakeStep('call', { kind: 'http', spec, effect: 'pure' });
  return rig.carryOut(planWith([step], { runbook: system, action: `${system}:call` }));
};

it('a run calls what its own system may, and not what another one may', async () => {
  expect(await call('may', origin)).toMatchObject({ state: 'succeeded' });
  expect(called).toHaveLength(1);
  const view = await call('other', origin);
  expect(view.steps[0]?.reason).toContain('not among the addresses that runbooks of this system may call');
  expect(called).toHaveLength(1);
});

it('no redirect leads a system to what only another one may call', async () => {
  called.length = 0;
  const view = await call('leads', leading);
  expect(view).toMatchObject({ state: 'failed' });
  expect(view.steps[0]?.reason).toContain(`${origin} was not called`);
  expect(called).toEqual([`${new URL(leading).host} GET`]);
});
