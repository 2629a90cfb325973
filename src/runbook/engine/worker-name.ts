/** A worker's name begins with the host whose programs it can see. */
export function workerName(host: string, id: string): string {
  return `${host}#${id}`;
}

/** The host in a worker's name. */
export function hostOf(worker: string): string {
  return worker.includes('#') ? worker.slice(0, worker.lastIndexOf('#')) : '';
}
