import { collectFaults, type Faults } from '../problem.ts';
import type { Component, MessageParts, Row } from '../state.ts';

/** SUPPRESS_EMBEDS, EPHEMERAL, SUPPRESS_NOTIFICATIONS */
const FLAGS = 4 | 64 | 4096;

/** Refuses what Discord refuses of a message. @param ephemeral whether the flag may be set here */
export function checkMessage(
  body: MessageParts & { nonce?: unknown; enforce_nonce?: unknown },
  { files, ephemeral }: { readonly files: number; readonly ephemeral: boolean },
): void {
  const faults = collectFaults();
  const { content = '', embeds = [], components = [], flags = 0 } = body;
  const something = content.trim() !== '' || embeds.length > 0 || components.length > 0 || files > 0;
  faults.check(something, 'content', 'Cannot send an empty message');
  faults.check([...content].length <= 2000, 'content', 'Must be 2000 or fewer in length.');
  faults.check((flags & ~FLAGS) === 0, 'flags', 'Unknown flag.');
  faults.check(ephemeral || (flags & 64) === 0, 'flags', 'Only answers to interactions are ephemeral.');
  faults.check(files <= 10, 'attachments', 'Must be 10 or fewer.');
  faults.check(String(body.nonce ?? '').length <= 25, 'nonce', 'Must be 25 or fewer in length.');
  checkEmbeds(body, faults);
  checkRows(components, faults);
  faults.throwIfAny();
}

function checkEmbeds({ embeds = [] }: MessageParts, faults: Faults): void {
  faults.check(embeds.length <= 10, 'embeds', 'Must be 10 or fewer.');
  let total = 0;
  const part = (text: string | undefined, limit: number, path: string, needed = false): void => {
    total += text?.length ?? 0;
    faults.check((text ?? '').length <= limit, path, `Must be ${limit} or fewer in length.`);
    faults.check(!needed || (text ?? '').trim() !== '', path, 'This field is required');
  };
  embeds.forEach((embed, i) => {
    const at = `embeds[${i}]`;
    part(embed.title, 256, `${at}.title`);
    part(embed.description, 4096, `${at}.description`);
    part(embed.footer?.text, 2048, `${at}.footer.text`);
    faults.check((embed.fields?.length ?? 0) <= 25, `${at}.fields`, 'Must be 25 or fewer.');
    for (const field of embed.fields ?? []) {
      part(field.name, 256, `${at}.fields.name`, true);
      part(field.value, 1024, `${at}.fields.value`, true);
    }
    const { color = 0 } = embed;
    faults.check(Number.isInteger(color) && color >= 0 && color <= 0xffffff, `${at}.color`, 'Not a colour.');
    faults.check(embed.title || embed.description || embed.fields?.length, at, 'This field is required');
  });
  faults.check(total <= 6000, 'embeds', 'Embed size exceeds maximum size of 6000');
}

export function checkRows(rows: readonly Row[], faults: Faults): void {
  faults.check(rows.length <= 5, 'components', 'Must be 5 or fewer.');
  const ids = rows.flatMap((row) => row.components.flatMap((one) => one.custom_id ?? []));
  faults.check(new Set(ids).size === ids.length, 'components', 'Component custom id cannot be duplicated');
  rows.forEach((row, i) => {
    const at = `components[${i}]`;
    faults.check(row.type === 1, `${at}.type`, 'Must be an action row.');
    const { length } = row.components;
    faults.check(length >= 1 && length <= 5, `${at}.components`, 'Must be between 1 and 5.');
    const selects = row.components.filter((one) => one.type === 3).length;
    faults.check(selects === 0 || length === 1, `${at}.components`, 'A select menu stands alone.');
    for (const component of row.components) checkComponent(component, at, faults);
  });
}

function checkComponent(one: Component, at: string, faults: Faults): void {
  const id = one.custom_id ?? '';
  if (one.type === 2 && one.style === 5) {
    faults.check(/^(https?|discord):\/\//.test(one.url ?? ''), `${at}.url`, 'Not a well formed URL.');
    faults.check((one.url ?? '').length <= 512, `${at}.url`, 'Must be 512 or fewer in length.');
    faults.check(one.custom_id === undefined, `${at}.custom_id`, 'A link has no custom id.');
  } else {
    faults.check(
      id.length >= 1 && id.length <= 100,
      `${at}.custom_id`,
      'Must be between 1 and 100 in length.',
    );
  }
  if (one.type === 2) {
    const label = one.label ?? '';
    faults.check(
      label.length >= 1 && label.length <= 80,
      `${at}.label`,
      'Must be between 1 and 80 in length.',
    );
    faults.check([1, 2, 3, 4, 5].includes(one.style ?? 0), `${at}.style`, 'Unknown style.');
  } else if (one.type === 3) {
    checkOptions(one, at, faults);
    faults.check(
      (one.placeholder ?? '').length <= 150,
      `${at}.placeholder`,
      'Must be 150 or fewer in length.',
    );
  } else {
    faults.check(false, `${at}.type`, 'Not a component of a message that this fake knows.');
  }
}

export function checkOptions({ options = [] }: Component, at: string, faults: Faults): void {
  faults.check(options.length >= 1 && options.length <= 25, `${at}.options`, 'Must be between 1 and 25.');
  const values = options.map((option) => option.value);
  faults.check(new Set(values).size === values.length, `${at}.options`, 'The value is already used.');
  for (const { value, label } of options) {
    faults.check(
      value.length >= 1 && value.length <= 100,
      `${at}.options.value`,
      'Must be between 1 and 100.',
    );
    faults.check(
      label.length >= 1 && label.length <= 100,
      `${at}.options.label`,
      'Must be between 1 and 100.',
    );
  }
}
