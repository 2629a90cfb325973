import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer } from '../../../examples/plant/twist/src/server.ts';
import { PLANT_FOLDER, type TemporaryPlant, temporaryPlant } from './temporary-plant.ts';

let twist: TemporaryPlant;
beforeEach(() => {
  twist = temporaryPlant();
});
afterEach(() => twist.remove());

const get = async (path: string) => (await createServer(twist.plant).request(path)).json();
const post = (path: string, body: string, type = 'application/json') =>
  createServer(twist.plant).request(path, { method: 'POST', body, headers: { 'content-type': type } });

describe("the plant's dashboard", () => {
  it('says that everything is healthy, word for word as the runbook expects', async () => {
    const checks = ['rpc', 'program', 'oracles', 'liquidity', 'circuit_breaker'];
    expect(await get('/health')).toEqual({
      healthy: true,
      checks: Object.fromEntries(checks.map((check) => [check, 'healthy'])),
    });
  });

  it('trips the breaker by a switch, and shows it', async () => {
    expect((await post('/faults/trip-breaker', '{"on": true}')).status).toBe(200);
    expect(await get('/api/circuit-breaker')).toMatchObject({ state: 'open', reason: expect.any(String) });
    expect(await get('/health')).toMatchObject({ healthy: false, checks: { circuit_breaker: 'down' } });
    await post('/faults/trip-breaker', '{"on": false}');
    expect(await get('/api/circuit-breaker')).toMatchObject({ state: 'closed', trippedAt: null });
  });

  it('refuses a switch that does not exist, another content type, and anything but a boolean', async () => {
    expect((await post('/faults/nothing', '{"on": true}')).status).toBe(404);
    expect((await post('/faults/hang', '{"on": true}', 'text/plain')).status).toBe(400);
    expect((await post('/faults/hang', '{"on": "yes"}')).status).toBe(400);
    expect((await post('/faults/hang', 'not json')).status).toBe(400);
    expect(twist.plant.read().faults).toEqual([]);
  });

  it('serves a page with the switches', async () => {
    const page = await createServer(twist.plant).request('/');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await get('/api/overview')).toMatchObject({
      faults: expect.arrayContaining([{ name: 'hang', meaning: expect.any(String), on: false }]),
    });
  });

  it('shares its state with the scripts as a process of its own, and stops on SIGTERM', async () => {
    const argv = [join(PLANT_FOLDER, 'plant.ts'), 'serve', '--port', '0', '--state', twist.plant.folder];
    const server = spawn(process.execPath, argv);
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    const url = /http:\S+/.exec(line.toString())?.[0];
    await twist.run('emergency/EMERGENCY-PAUSE-ALL');
    expect(await (await fetch(`${url}/api/operations`)).json()).toMatchObject({
      paused: true,
      pausedBy: 'EMERGENCY-PAUSE-ALL',
    });
    server.kill('SIGTERM');
    expect((await once(server, 'exit'))[0]).toBe(0);
  });

  it('ends when it is told to, though whoever started it still holds its input', async () => {
    const argv = [join(PLANT_FOLDER, 'plant.ts'), 'serve', '--port', '0', '--attached', '--state'];
    const server = spawn(process.execPath, [...argv, twist.plant.folder]);
    await once(server.stdout, 'data');
    server.kill('SIGTERM');
    expect((await once(server, 'exit'))[0]).toBe(0);
  });
});
