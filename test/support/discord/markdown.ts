/** What Discord makes of a text: what is read, whom it names, and where its links lead. */
export interface Read {
  readonly text: string;
  readonly mentions: readonly string[];
  readonly links: readonly { readonly text: string; readonly url: string }[];
  /** Moments that are shown in the reader's zone, or as how far away they are. */
  readonly times: readonly Date[];
}

const RULES: readonly (readonly [rule: RegExp, read: (match: RegExpExecArray, into: Draft) => void])[] = [
  [/^```(?:[a-z0-9_+\-.#]+\n)?\n*([\s\S]*?)\n*```/i, ([, code = ''], into) => into.add(code)],
  [/^(`+)([^`](?:[\s\S]*?[^`])??)\1(?!`)/, ([, , code = ''], into) => into.add(code)],
  [/^\\([^0-9A-Za-z\s])/, ([, character = ''], into) => into.add(character)],
  [
    /^\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))+)\]\(\s*<?((?:https?|discord):[^\s)>]*)>?(?:\s+['"][\s\S]*?['"])?\s*\)/,
    ([, text = '', url = ''], into) => into.link(text, url),
  ],
  [/^<(https?:\/\/[^\s>]+)>/, ([, url = ''], into) => into.link(url, url)],
  [
    /^<t:(-?\d+)(?::([tTdDfFR]))?>/,
    ([, seconds = '', style = 'f'], into) => into.time(new Date(Number(seconds) * 1_000), style === 'R'),
  ],
  [/^<(@!?|@&|#)(\d+)>/, ([whole = ''], into) => into.mention(whole)],
  [/^<\/[^:>]+:\d+>|^<id:\w+>/, ([whole = ''], into) => into.mention(whole)],
  [/^@(everyone|here)/, ([whole = ''], into) => into.mention(whole)],
  [/^https?:\/\/[^\s<]+[^<.,:;"'\])\s]/, ([url = ''], into) => into.link(url, url)],
  [/^(?:\*\*|__|~~|\|\||\*|_)/, (_match, into) => into.add('')],
  [/^(?:[0-9A-Za-z]+|[\s\S])/u, ([plain = ''], into) => into.add(plain)],
];

interface Draft {
  add(text: string): void;
  mention(whole: string): void;
  link(text: string, url: string): void;
  time(at: Date, relative: boolean): void;
}

/** Reads Markdown as Discord's clients do, as far as it can name people, lead somewhere, or hide something. */
export function readMarkdown(source: string): Read {
  const read = {
    text: '',
    mentions: [] as string[],
    links: [] as { text: string; url: string }[],
    times: [] as Date[],
  };
  const draft: Draft = {
    add: (text) => {
      read.text += text;
    },
    mention: (whole) => {
      read.text += whole;
      read.mentions.push(whole);
    },
    // This reader's zone is UTC.
    time: (at, relative) => {
      read.text += relative ? '' : `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
      if (!relative) read.times.push(at);
    },
    link: (text, url) => {
      read.text += text;
      read.links.push({ text, url });
    },
  };
  for (let rest = source; rest !== ''; ) {
    for (const [rule, take] of RULES) {
      const match = rule.exec(rest);
      if (match === null) continue;
      take(match, draft);
      rest = rest.slice(match[0].length);
      break;
    }
  }
  return read;
}
