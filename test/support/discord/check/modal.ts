import { collectFaults, type Faults } from '../problem.ts';
import type { Modal } from '../state.ts';
import { checkOptions } from './message.ts';

type Input = NonNullable<Modal['components'][number]['component']> & {
  readonly min_length?: number;
  readonly max_length?: number;
};

/** Refuses what Discord refuses of a modal. */
export function checkModal(modal: Modal): void {
  const faults = collectFaults();
  const within = (text: string | undefined, min: number, max: number, path: string): void => {
    const { length } = text ?? '';
    faults.check(length >= min && length <= max, path, `Must be between ${min} and ${max} in length.`);
  };
  within(modal.custom_id, 1, 100, 'custom_id');
  within(modal.title, 1, 45, 'title');
  const { components } = modal;
  faults.check(components.length >= 1 && components.length <= 5, 'components', 'Must be between 1 and 5.');
  const ids = components.flatMap((part) => part.component?.custom_id ?? []);
  faults.check(new Set(ids).size === ids.length, 'components', 'Component custom id cannot be duplicated');
  components.forEach((part, i) => {
    const at = `components[${i}]`;
    if (part.type === 10) {
      within(part.content, 1, 4000, `${at}.content`);
      return;
    }
    faults.check(part.type === 18, `${at}.type`, 'Must be a label or a text display.');
    within(part.label, 1, 45, `${at}.label`);
    if (part.description !== undefined) within(part.description, 1, 100, `${at}.description`);
    faults.check(part.component, `${at}.component`, 'This field is required');
    if (part.component) checkInput(part.component, at, faults);
  });
  faults.throwIfAny();
}

function checkInput(input: Input, at: string, faults: Faults): void {
  const id = input.custom_id ?? '';
  faults.check(id.length >= 1 && id.length <= 100, `${at}.custom_id`, 'Must be between 1 and 100 in length.');
  if (input.type === 3) {
    checkOptions(input, at, faults);
    return;
  }
  faults.check(input.type === 4, `${at}.type`, 'Not an input that this fake knows.');
  faults.check(input.style === 1 || input.style === 2, `${at}.style`, 'Unknown style.');
  const { max_length: most = 4000, min_length: least = 0, value = '' } = input;
  faults.check(most >= 1 && most <= 4000, `${at}.max_length`, 'Must be between 1 and 4000.');
  faults.check(least >= 0 && least <= 4000, `${at}.min_length`, 'Must be between 0 and 4000.');
  faults.check(value.length <= most, `${at}.value`, `Must be ${most} or fewer in length.`);
}
