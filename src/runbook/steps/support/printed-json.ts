import type { Json } from '../../../canonical.ts';

/**
 * The JSON that a program printed: all of its output, or what begins at the last line that starts with a bracket
 * (programs like npm print other lines first). Undefined when there is none.
 */
export function printedJson(text: string): Json | undefined {
  const trimmed = text.trim();
  const start = Math.max(trimmed.lastIndexOf('\n{'), trimmed.lastIndexOf('\n['));
  return parsed(trimmed) ?? (start < 0 ? undefined : parsed(trimmed.slice(start + 1)));
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Not JSON is an answer here, not an error.
    return undefined;
  }
}
