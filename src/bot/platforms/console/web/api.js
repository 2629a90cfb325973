const RETRY_MS = 1000;
const STOPPING = 503;

/** A refusal that the server answered, for the page to show. */
export class Refused extends Error {
  /** @param {import('./types.js').Refusal} refusal */
  constructor(refusal) {
    super(refusal.what);
    this.refusal = refusal;
  }
}

/**
 * @param {string} path
 * @returns {Promise<any>}
 */
export async function get(path) {
  return answered(await untilReached(() => fetch(`/api${path}`)));
}

/**
 * Sends a change until the server has answered it. The id stays the same, so that a repeat after a lost
 * connection has no second effect.
 * @param {string} path
 * @param {Record<string, unknown>} body
 * @returns {Promise<any>}
 */
export async function send(path, body) {
  const text = JSON.stringify(body);
  const headers = { 'Content-Type': 'application/json' };
  unanswered += 1;
  try {
    return await answered(
      await untilReached(() => fetch(`/api${path}`, { method: 'POST', headers, body: text })),
    );
  } finally {
    unanswered -= 1;
  }
}

/** A fresh id for something that a person does once. */
export function newId() {
  return crypto.randomUUID();
}

/** Changes that the server has not answered yet: with the page they are gone. */
let unanswered = 0;
globalThis.addEventListener?.('beforeunload', (event) => {
  if (unanswered > 0) event.preventDefault();
});

/** @param {() => Promise<Response>} attempt */
async function untilReached(attempt) {
  for (;;) {
    try {
      const response = await attempt();
      if (response.status !== STOPPING) return response;
    } catch (error) {
      // fetch throws a TypeError when nobody answers: the server restarts, and the banner says so.
      if (!(error instanceof TypeError)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** @param {Response} response */
async function answered(response) {
  const body = await response.json();
  if (!response.ok) throw new Refused(body.refusal);
  return body;
}
