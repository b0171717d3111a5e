/** The changes that wait, and those that are expected, in words. */
import type { Direction } from '../../lib/safeguard/effect.ts';
import type { Expectation } from '../../lib/safeguard/expectation.ts';
import type { QuarantinedEffect } from '../../lib/safeguard/quarantined.ts';
import { formatCount } from '../counts.ts';
import { printable } from '../printable.ts';

const effectWords = {
  ...{ end: 'end', leaving: 'left', suspension: 'suspended', 'late-leaving': 'left before' },
  ...{ grant: 'grant', return: 'back' },
} as const;

export function describeEffect({ kind }: Pick<QuarantinedEffect, 'kind'>): string {
  return effectWords[kind];
}

export type Expected = Omit<Expectation, 'at'> & { readonly direction: Direction };

export function expectationLines(expected: readonly Expected[]): readonly string[] {
  return expected.map(({ direction, count, until, source }) => {
    const from = source === undefined ? '' : ` from ${printable(source)}`;
    const what = direction === 'grants' ? 'get access' : 'lose access';
    return `${formatCount(count, 'person is', 'people are')} expected to ${what}${from} until ${until}.`;
  });
}
