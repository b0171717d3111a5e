/** The words of a payload: what a translation may repeat. */
import { parseClaims } from '../lib/identity/security-event-token.ts';
import { leavesAndBranches } from './mutations.ts';

/** Every text and number in the body, inside any envelope. */
export function wordsIn(body: string): ReadonlySet<string> {
  return new Set(said(parsed(body)));
}

/** A text can itself be JSON or a JWT, as in SNS, or a URL with encoded segments. */
function said(content: unknown): string[] {
  return leavesAndBranches(content).flatMap((leaf) => {
    if (typeof leaf === 'object') return [];
    if (typeof leaf !== 'string') return [String(leaf)];
    const inner = /^[[{"]/.test(leaf) ? parsed(leaf) : parseClaims(leaf);
    const segments = leaf.split(/[/?#]/).flatMap((one) => decoded(one) ?? []);
    return [leaf.trim(), ...segments, ...(inner === undefined ? [] : said(inner))];
  });
}

function parsed(text: string): unknown {
  const claims = parseClaims(text);
  if (claims !== undefined) return claims;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
