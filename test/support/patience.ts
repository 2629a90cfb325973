/**
 * How long whatever must come may take. Only what never comes takes so long, so it costs nothing that it is enough for a
 * machine which does ten other things: how fast something is, a test says by comparing, and never by giving up.
 */
export const PATIENCE_MS = 60_000;
