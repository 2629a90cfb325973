import { faultsOfModalBlocks } from './blocks.ts';
import { checkLength, checkText, isPart, listOf, type Report } from './texts.ts';

/** What the documented limits say against what an app shows in its Home tab. */
export function faultsOfHome(view: unknown): readonly string[] {
  if (!isPart(view)) return ['[ERROR] must be a view [json-pointer:/view]'];
  if (view.type !== 'home') return ['[ERROR] must be home [json-pointer:/view/type]'];
  const odd = Object.keys(view).filter((key) => !HOME_KEYS.includes(key));
  return [
    ...odd.map((key) => `[ERROR] is not allowed in a home [json-pointer:/view/${key}]`),
    ...faultsOfModalBlocks(view.blocks),
  ];
}

const HOME_KEYS = ['type', 'blocks', 'private_metadata', 'callback_id', 'external_id'];

/** What the documented limits of modals say against a view. */
export function faultsOfView(view: unknown): readonly string[] {
  if (!isPart(view)) return ['[ERROR] must be a view [json-pointer:/view]'];
  const faults: string[] = [];
  const report: Report = (where, what) => faults.push(`[ERROR] ${what} [json-pointer:/view${where}]`);
  if (view.type !== 'modal') report('/type', 'must be modal');
  checkText(view.title, '/title', 24, report);
  if (view.close !== undefined) checkText(view.close, '/close', 24, report);
  if (view.submit !== undefined) checkText(view.submit, '/submit', 24, report);
  const inputs = listOf(view.blocks).some((block) => block.type === 'input');
  if (inputs && view.submit === undefined) report('/submit', 'is required with inputs');
  if (view.private_metadata !== undefined)
    checkLength(view.private_metadata, '/private_metadata', 3_000, report, 0);
  if (view.callback_id !== undefined) checkLength(view.callback_id, '/callback_id', 255, report);
  return [...faults, ...faultsOfModalBlocks(view.blocks)];
}
