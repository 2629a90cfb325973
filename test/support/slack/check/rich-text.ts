import { isPart, listOf, type Part, type Report } from './texts.ts';

const CONTAINERS = ['rich_text_section', 'rich_text_preformatted', 'rich_text_quote', 'rich_text_list'];
const STYLES = ['bold', 'italic', 'strike', 'code'];

/** A rich text: its containers are not empty, and its texts neither. */
export function checkRichText(block: Part, where: string, report: Report): void {
  const elements = listOf(block.elements);
  if (elements.length === 0) report(`${where}/elements`, 'must not be empty');
  elements.forEach((element, index) => {
    checkContainer(element, `${where}/elements/${index}`, report);
  });
}

function checkContainer(container: Part, where: string, report: Report): void {
  if (!CONTAINERS.includes(String(container.type))) {
    report(where, `unknown type ${String(container.type)}`);
    return;
  }
  const parts = listOf(container.elements);
  if (parts.length === 0) report(`${where}/elements`, 'must not be empty');
  parts.forEach((part, index) => {
    checkInline(part, `${where}/elements/${index}`, container.type === 'rich_text_preformatted', report);
  });
}

function checkInline(part: Part, where: string, preformatted: boolean, report: Report): void {
  if (part.type === 'user' && !/^[UW][A-Z0-9]+$/.test(String(part.user_id)))
    report(where, 'user_id is invalid');
  if (part.type === 'date' && !(Number.isInteger(part.timestamp) && /\{\w+\}/.test(String(part.format))))
    report(where, 'date needs a timestamp and a format with a token');
  if (preformatted && (part.type === 'user' || part.type === 'date'))
    report(where, 'is not allowed in preformatted text');
  if (part.type !== 'text') return;
  if (typeof part.text !== 'string' || part.text === '') report(`${where}/text`, 'must not be empty');
  if (part.style === undefined) return;
  if (preformatted) report(`${where}/style`, 'is not allowed in preformatted text');
  const styles = isPart(part.style) ? Object.keys(part.style) : [];
  if (styles.some((style) => !STYLES.includes(style))) report(`${where}/style`, 'is unknown');
}
