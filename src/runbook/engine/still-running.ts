import type { StillRunning } from '../run/step-run.ts';
import { hostOf } from './worker-name.ts';

/** Programs of a step that could not be stopped by this worker, where it looked. */
export function couldNotStop(left: number, workerId: string): StillRunning | null {
  if (left === 0) return null;
  const told = `${left === 1 ? 'one of its programs' : `${left} of its programs`} could not be stopped and may still run`;
  return { told, host: hostOf(workerId) };
}

/** Programs of a step, if there are any: this worker could not look. @param why as people may read it */
export function couldNotLook(why: string, workerId: string): StillRunning {
  return { told: `nobody could look whether a program of it still runs (${why})`, host: hostOf(workerId) };
}

/** Programs of an attempt of which nobody knows where it was begun. */
export function somewhere(): StillRunning {
  const told =
    'its program may still run on another host: an older version of Keyturn began it and did not write down where';
  return { told, host: '' };
}

/** Programs of a worker on a host that cannot be reached from here. */
export function outOfReach(host: string): StillRunning {
  return {
    told: `its program may still run on ${host.split(' ')[0]}, where this process cannot stop it`,
    host,
  };
}
