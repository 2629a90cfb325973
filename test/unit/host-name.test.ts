import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { type HostFacts, hostName } from '../../src/host-name.ts';

const MACHINE: HostFacts = {
  name: 'localhost',
  namespace: 'pid:[4026531836]',
  machine: '3d1219c7c4c5404aaa1f6d2a48adfda4',
  boot: '8f0e9d1c-0001',
};
const CONTAINER: HostFacts = { ...MACHINE, name: 'keyturn-0', namespace: 'pid:[4026532281]' };

it('tells two machines of one name apart', () => {
  expect(hostName({ ...MACHINE, machine: '00000000000000000000000000000001' })).not.toBe(hostName(MACHINE));
});

it('knows a machine again after it was started anew: what it left running is gone', () => {
  expect(hostName({ ...MACHINE, boot: '8f0e9d1c-0002' })).toBe(hostName(MACHINE));
});

it('tells containers of one name on two machines apart, whatever identity their image holds', () => {
  expect(hostName({ ...CONTAINER, boot: '8f0e9d1c-0002' })).not.toBe(hostName(CONTAINER));
});

it('tells containers of one name on one machine apart', () => {
  expect(hostName({ ...CONTAINER, namespace: 'pid:[4026532282]' })).not.toBe(hostName(CONTAINER));
});

it('takes a machine without an identity for another one after a new start', () => {
  const nameless = { ...MACHINE, machine: '' };
  expect(hostName({ ...nameless, boot: '8f0e9d1c-0002' })).not.toBe(hostName(nameless));
});

it('is the name alone where the system tells nothing else', () => {
  expect(hostName({ name: 'laptop', namespace: '', machine: '', boot: '' })).toBe('laptop');
});

it('begins with what people call this host, never shows what it is known by, and stays the same', () => {
  expect(hostName().startsWith(hostname())).toBe(true);
  expect(hostName(MACHINE)).not.toContain(MACHINE.machine);
  expect(hostName()).toBe(hostName());
});
