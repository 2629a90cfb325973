import { ACTION_ELEMENTS, checkElement, INPUT_ELEMENTS } from './elements.ts';
import { checkRichText } from './rich-text.ts';
import { checkLength, checkText, checkUnique, isPart, listOf, type Part, type Report } from './texts.ts';

const TEXTS = ['plain_text', 'mrkdwn'];
/** Not documented, and counted by Slack in a way of its own; people met it at 13,200 characters of what can be read. */
const ALL_BLOCKS = 13_200;

/** What Slack's documented limits say against the blocks of a message. */
export function faultsOfBlocks(blocks: unknown): readonly string[] {
  return faultsOf(blocks, 50, 'message');
}

/** The same for a modal. */
export function faultsOfModalBlocks(blocks: unknown): readonly string[] {
  return faultsOf(blocks, 100, 'modal');
}

export function tooLong(blocks: unknown): boolean {
  return JSON.stringify(listOf(blocks).filter(({ type }) => type !== 'actions')).length > ALL_BLOCKS;
}

function faultsOf(blocks: unknown, limit: number, surface: 'message' | 'modal'): readonly string[] {
  const faults: string[] = [];
  const report: Report = (where, what) => faults.push(`[ERROR] ${what} [json-pointer:${where}]`);
  if (!Array.isArray(blocks)) return ['[ERROR] must provide an array [json-pointer:/blocks]'];
  if (blocks.length > limit) report('/blocks', `no more than ${limit} items allowed`);
  checkUnique(
    listOf(blocks).map((block) => block.block_id),
    '/blocks',
    report,
  );
  blocks.forEach((block, index) => {
    checkBlock(block, `/blocks/${index}`, surface, report);
  });
  return faults;
}

function checkBlock(block: unknown, where: string, surface: 'message' | 'modal', report: Report): void {
  if (!isPart(block)) {
    report(where, 'must be a block');
    return;
  }
  if (block.block_id !== undefined) checkLength(block.block_id, `${where}/block_id`, 255, report);
  const check = CHECKS[String(block.type)];
  if (check === undefined) {
    report(where, `unsupported type: ${String(block.type)}`);
    return;
  }
  if (block.type === 'input' && surface === 'message') report(where, 'input is not used in messages here');
  check(block, where, report);
}

const CHECKS: Readonly<Record<string, (block: Part, where: string, report: Report) => void>> = {
  header: (block, where, report) => checkText(block.text, `${where}/text`, 150, report),
  divider: () => {},
  rich_text: checkRichText,
  section(block, where, report) {
    const fields = listOf(block.fields);
    if (block.text === undefined && fields.length === 0) report(where, 'must have text or fields');
    if (block.text !== undefined) checkText(block.text, `${where}/text`, 3_000, report, TEXTS);
    if (fields.length > 10) report(`${where}/fields`, 'no more than 10 items allowed');
    fields.forEach((field, index) => {
      checkText(field, `${where}/fields/${index}`, 2_000, report, TEXTS);
    });
  },
  context(block, where, report) {
    const elements = listOf(block.elements);
    if (elements.length < 1 || elements.length > 10) report(`${where}/elements`, 'must have 1 to 10 items');
    elements.forEach((element, index) => {
      checkText(element, `${where}/elements/${index}`, 2_000, report, TEXTS);
    });
  },
  actions(block, where, report) {
    const elements = listOf(block.elements);
    if (elements.length < 1 || elements.length > 25) report(`${where}/elements`, 'must have 1 to 25 items');
    checkUnique(
      elements.map((element) => element.action_id),
      `${where}/elements`,
      report,
    );
    elements.forEach((element, index) => {
      checkElement(element, `${where}/elements/${index}`, ACTION_ELEMENTS, report);
    });
  },
  input(block, where, report) {
    checkText(block.label, `${where}/label`, 2_000, report);
    if (block.hint !== undefined) checkText(block.hint, `${where}/hint`, 2_000, report);
    checkElement(block.element, `${where}/element`, INPUT_ELEMENTS, report);
  },
};
