import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import { braced } from '../../plan/template.ts';
import type { Check } from './check.ts';
import { givableFindings } from './givable.ts';
import { paramFindings } from './params.ts';

/** Message templates have their own scope, `fields`, whose types are those of parameters. */
export const checkTemplates: Check = ({ templates }) =>
  Object.entries(templates).flatMap(([id, { fields, text }]): readonly Finding[] => {
    const names = Object.keys(fields);
    const path = ['templates', id, 'text'];
    const at = ['templates', id, 'fields'];
    const typed = [...paramFindings(fields, at), ...givableFindings(fields, at)];
    const placeholders = [...braced(text)].flatMap(({ inner }): readonly Finding[] => {
      const name = inner.replace(/^fields\./, '');
      if (inner.startsWith('fields.') && names.includes(name)) return [];
      return [
        { path, message: `The template has no field '${name}'.`, suggestion: suggestName(name, names) },
      ];
    });
    const found = [...typed, ...placeholders];
    const unclosed = text.lastIndexOf('{{') > text.lastIndexOf('}}');
    return unclosed
      ? [...found, { path, message: 'A placeholder is not closed.', suggestion: 'Close it with }}.' }]
      : found;
  });
