import { DeliveryError } from './port.ts';

/**
 * Does what follows after some of a message has got through. Being asked to wait then no longer means that the platform
 * took nothing: what was posted must be looked for before it is posted again.
 */
export async function following<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    throw new DeliveryError(error.kind, error.message, error.retryAfterMs, true);
  }
}
