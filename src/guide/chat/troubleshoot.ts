import { type CardDraft, type DraftControl, draftButton } from '../../chat/draft.ts';
import type { CommandContext } from '../../commands/command.ts';
import { systemNamed } from '../../commands/system-named.ts';
import { waysTo } from '../../commands/ways-to.ts';
import { requireAllowed } from '../../commands/who.ts';
import { quoted } from '../../values/quoted.ts';
import { GUIDES } from '../key.ts';
import type { Startable } from '../sheet/sheet-of.ts';
import { findStartables } from './find-startables.ts';

const SHOWN = 12;

/** Symptoms that match what somebody sees, best first; one alone is told in full. @throws OpsError for whoever may not look */
export async function troubleshootCard(
  context: CommandContext,
  text: string,
  system: string,
): Promise<CardDraft> {
  await requireAllowed(context, { do: 'view' });
  const { services } = context;
  const only = system.trim() === '' ? undefined : systemNamed(services, system.trim()).id;
  const isWanted = ({ kind, system: its }: Startable): boolean =>
    kind === 'troubleshooting' && (only === undefined || its === only);
  const all = GUIDES.in(services).startables();
  const named = all.filter((one) => one.ref === text.trim() && isWanted(one));
  const found = named.length > 0 ? named : findStartables(all, text, isWanted);
  const [first, ...others] = found;
  if (first === undefined) return nothingCard(text);
  return others.length === 0 ? symptomCard(first) : listCard(text, found);
}

/** What may be behind it, in order, and the way to looking into it. */
export function symptomCard({ title, systemTitle, words, ref }: Startable): CardDraft {
  return {
    title,
    tone: 'neutral',
    status: `Symptom of ${systemTitle}. Nothing has been done yet.`,
    blocks: [{ type: 'text', text: words }],
    controls: [
      draftButton('Look into it', 'guide.start', { ref }, 'primary'),
      draftButton('What the runbook says', 'knowledge.show', { ref }),
    ],
    footer: `${ref} · looking into it runs what only looks, and asks before all else`,
  };
}

function listCard(text: string, found: readonly Startable[]): CardDraft {
  const shown = found.slice(0, SHOWN);
  return {
    title: text.trim() === '' ? 'What can be wrong' : `What ${quoted(text, 80)} can be`,
    tone: 'neutral',
    status: `${found.length} symptoms, those that fit best first${found.length > SHOWN ? `; ${SHOWN} are shown` : ''}.`,
    blocks: [
      {
        type: 'list',
        items: shown.map(({ title, systemTitle }) => ({ mark: 'bullet', text: `${title} [${systemTitle}]` })),
      },
    ],
    controls: waysTo(
      shown.map(({ ref, title }) => ({ value: ref, label: title })),
      { kind: 'guide.symptom', field: 'ref' },
      'That is it',
    ),
    footer: 'Add more words: /ops troubleshoot text:the site is slow',
  };
}

function nothingCard(text: string): CardDraft {
  const controls: readonly DraftControl[] = [
    draftButton('Look in all of the runbooks', 'knowledge.search', { text }),
    draftButton('All symptoms', 'guide.symptom', { ref: '' }),
  ];
  return {
    title: `No symptom in the runbooks has to do with ${quoted(text, 80)}`,
    tone: 'neutral',
    blocks: [{ type: 'text', text: 'That no runbook knows it does not mean that all is well.' }],
    controls,
  };
}
