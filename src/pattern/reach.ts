import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** How long the texts are that a pattern may match, in characters: `shortest` is infinite where it matches none. */
export interface Reach {
  readonly shortest: number;
  readonly longest: number;
}

/**
 * What a pattern may match at most: whatever lies outside is never matched, though not all inside is.
 * @param source a pattern that `compilePattern` takes.
 * @param among the only characters that the texts have. Default: any.
 */
export function reachOf(source: string, among?: string): Reach {
  const characters = among === undefined ? undefined : [...among];
  return alternatives(parsed(source), (node) =>
    characters === undefined ? !isEmpty(node) : characters.some((character) => isOneOf(node, character)),
  );
}

/** Whether some part of a pattern may match this character. */
export function mayContain(source: string, character: string): boolean {
  return containedBy(parsed(source), character);
}

function parsed(source: string): AST.Pattern {
  return new RegExpParser({ ecmaVersion: 2025 }).parsePattern(source, 0, source.length, { unicode: true });
}

function isEmpty(node: OneCharacter): boolean {
  return node.type === 'CharacterClass' && node.elements.length === 0 && !node.negate;
}

/** With and without regard to case: a group around it may say either, and a class that excludes takes more with it. */
function isOneOf(node: OneCharacter, character: string): boolean {
  return !isEmpty(node) && ['u', 'iu'].some((flags) => new RegExp(`^${node.raw}$`, flags).test(character));
}

function containedBy(node: AST.Pattern | AST.Element, character: string): boolean {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return node.alternatives.some(({ elements }) => elements.some((one) => containedBy(one, character)));
    case 'Quantifier':
      return node.max > 0 && containedBy(node.element, character);
    case 'Character':
    case 'CharacterClass':
    case 'CharacterSet':
      return isOneOf(node, character);
    default:
      return false;
  }
}

type OneCharacter = AST.Character | AST.CharacterClass | AST.CharacterSet;
type Takes = (node: OneCharacter) => boolean;

const NOTHING: Reach = { shortest: 0, longest: 0 };
const NEVER: Reach = { shortest: Number.POSITIVE_INFINITY, longest: 0 };

function alternatives(node: AST.Pattern | AST.Group | AST.CapturingGroup, takes: Takes): Reach {
  const all = node.alternatives.map(({ elements }) =>
    elements.map((one) => element(one, takes)).reduce(behind, NOTHING),
  );
  return all.reduce((a, b) => ({
    shortest: Math.min(a.shortest, b.shortest),
    longest: Math.max(a.longest, b.longest),
  }));
}

function behind(a: Reach, b: Reach): Reach {
  const shortest = a.shortest + b.shortest;
  return Number.isFinite(shortest) ? { shortest, longest: a.longest + b.longest } : NEVER;
}

function element(node: AST.Element, takes: Takes): Reach {
  switch (node.type) {
    case 'Group':
    case 'CapturingGroup':
      return alternatives(node, takes);
    case 'Quantifier': {
      const { shortest, longest } = element(node.element, takes);
      if (!Number.isFinite(shortest)) return node.min === 0 ? NOTHING : NEVER;
      return { shortest: node.min * shortest, longest: longest === 0 ? 0 : node.max * longest };
    }
    case 'Character':
    case 'CharacterClass':
    case 'CharacterSet':
      return takes(node) ? { shortest: 1, longest: 1 } : NEVER;
    // Where it stands is not looked at.
    default:
      return NOTHING;
  }
}
