/** A worker's name begins with the host whose programs it can see. */
export function workerName(host: string, id: string): string {
  return `${host}#${id}`;
}

/** Whether two names mean one host. Former versions named none by its machine: there the rest of the name has to do. */
export function isSameHost(one: string, other: string): boolean {
  if (one === other) return true;
  return (isFormer(one) || isFormer(other)) && formerName(one) === formerName(other);
}

/** A name, what tells the host apart, and which processes it sees; former versions left out the second. */
function isFormer(host: string): boolean {
  return /^\S+ pid:\S+$/.test(host);
}

/** What a former version calls the same host. */
export function formerName(host: string): string {
  const [name = '', ...rest] = host.split(' ');
  return [name, ...rest.slice(-1)].join(' ');
}

/** The host in a worker's name. */
export function hostOf(worker: string): string {
  return worker.includes('#') ? worker.slice(0, worker.lastIndexOf('#')) : '';
}
