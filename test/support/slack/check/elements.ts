import { checkLength, checkText, checkUnique, isPart, listOf, type Part, type Report } from './texts.ts';

/** Elements that may stand in an `actions` block; those of inputs are listed with them. */
export const ACTION_ELEMENTS = ['button', 'static_select', 'external_select', 'checkboxes', 'overflow'];
export const INPUT_ELEMENTS = [
  'plain_text_input',
  'number_input',
  'static_select',
  'external_select',
  'checkboxes',
];

const CHECKS: Readonly<Record<string, (element: Part, where: string, report: Report) => void>> = {
  button(element, where, report) {
    checkText(element.text, `${where}/text`, 75, report);
    if (element.value !== undefined) checkLength(element.value, `${where}/value`, 2_000, report);
    if (element.url !== undefined) checkUrl(element.url, `${where}/url`, report);
    if (element.style !== undefined && !['primary', 'danger'].includes(String(element.style)))
      report(`${where}/style`, 'must be primary or danger');
  },
  static_select(element, where, report) {
    placeholder(element, where, report);
    checkOptions(element.options, `${where}/options`, 100, report);
    initial(element, where, report);
  },
  external_select(element, where, report) {
    placeholder(element, where, report);
    if (element.options !== undefined) report(`${where}/options`, 'is not allowed');
    const least = element.min_query_length;
    if (least !== undefined && (typeof least !== 'number' || least < 0))
      report(`${where}/min_query_length`, 'must be a number');
  },
  checkboxes(element, where, report) {
    checkOptions(element.options, `${where}/options`, 10, report);
    for (const chosen of listOf(element.initial_options))
      if (!isAmong(chosen, element.options)) report(`${where}/initial_options`, 'must match options');
  },
  plain_text_input(element, where, report) {
    if (element.placeholder !== undefined) placeholder(element, where, report);
    const limit = element.max_length;
    const valid = limit === undefined || (typeof limit === 'number' && limit >= 1 && limit <= 3_000);
    if (!valid) report(`${where}/max_length`, 'must be between 1 and 3000');
    if (element.initial_value !== undefined)
      checkLength(
        element.initial_value,
        `${where}/initial_value`,
        typeof limit === 'number' ? limit : 3_000,
        report,
      );
  },
  number_input(element, where, report) {
    if (typeof element.is_decimal_allowed !== 'boolean') report(`${where}/is_decimal_allowed`, 'is required');
    if (element.initial_value !== undefined && !Number.isFinite(Number(element.initial_value)))
      report(`${where}/initial_value`, 'must be a number');
  },
};

/** An interactive element, and that it may stand where it does. */
export function checkElement(
  value: unknown,
  where: string,
  allowed: readonly string[],
  report: Report,
): void {
  if (!isPart(value)) {
    report(where, 'must be an element');
    return;
  }
  const type = String(value.type);
  const check = CHECKS[type];
  if (!allowed.includes(type) || check === undefined) {
    report(where, `${type} is not allowed here`);
    return;
  }
  checkLength(value.action_id, `${where}/action_id`, 255, report);
  check(value, where, report);
}

/** Options of a select, also those that answer a search. */
export function checkOptions(value: unknown, where: string, limit: number, report: Report, least = 1): void {
  const options = listOf(value);
  if (options.length < least || options.length > limit) report(where, `must have ${least} to ${limit} items`);
  options.forEach((option, index) => {
    checkText(option.text, `${where}/${index}/text`, 75, report, ['plain_text', 'mrkdwn']);
    checkLength(option.value, `${where}/${index}/value`, 150, report);
  });
  checkUnique(
    options.map((option) => option.value),
    where,
    report,
  );
}

function placeholder(element: Part, where: string, report: Report): void {
  if (element.placeholder !== undefined) checkText(element.placeholder, `${where}/placeholder`, 150, report);
}

function initial(element: Part, where: string, report: Report): void {
  if (element.initial_option !== undefined && !isAmong(element.initial_option, element.options))
    report(`${where}/initial_option`, 'must match options');
}

function isAmong(option: unknown, options: unknown): boolean {
  return listOf(options).some((one) => JSON.stringify(one) === JSON.stringify(option));
}

function checkUrl(url: unknown, where: string, report: Report): void {
  checkLength(url, where, 3_000, report);
  if (typeof url === 'string' && !/^https?:\/\//.test(url)) report(where, 'must be a URL');
}
