import ipaddr from 'ipaddr.js';

/**
 * `public`: anybody's. `private`: of this machine or network, to be called only on purpose. `forbidden`: never called,
 * whatever the settings say.
 */
export type AddressKind = 'public' | 'private' | 'forbidden';

/**
 * Where clouds tell a machine its credentials, beside the link-local addresses: Alibaba, Oracle, Azure, and the IPv6
 * ones of AWS and Google.
 */
const METADATA: ReadonlySet<string> = new Set(
  ['100.100.100.200', '192.0.0.192', '168.63.129.16', 'fd00:ec2::254', 'fd20:ce::254'].map(normal),
);

/** Link-local is where metadata services live; translated addresses hide another one; the rest is no service's. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'linkLocal',
  'unspecified',
  'multicast',
  'broadcast',
  'rfc6052',
  'rfc6145',
  '6to4',
  'teredo',
]);

/** @param address IPv4 or IPv6; an IPv4 address inside an IPv6 one counts as itself. */
export function kindOfAddress(address: string): AddressKind {
  const range = ipaddr.process(address).range();
  if (FORBIDDEN.has(range) || METADATA.has(normal(address))) return 'forbidden';
  return range === 'unicast' ? 'public' : 'private';
}

function normal(address: string): string {
  return ipaddr.process(address).toNormalizedString();
}
