/** The safeguard's items in the table of people. */
import * as z from 'zod/mini';
import { fieldsOf, type LedgerItem } from '../ledger/ledger-item.ts';
import { sha256 } from '../sha256.ts';
import { type Direction, type Effect, effectKey } from './effect.ts';
import type { Expectation } from './expectation.ts';
import type { QuarantinedEffect } from './quarantined.ts';

const prefix = 'safeguard:';

/** A condition of DynamoDB that every item meets, and none. */
export const anyItem = ['attribute_exists(#identity)', 'attribute_not_exists(#identity)'];

/** How many people are active, counted once a day. */
export const headcountIdentity = `${prefix}headcount`;

/** The sets that people still come to, by cause. */
export const openSetsIdentity = `${prefix}open-sets`;

export function expectedIdentity(direction: Direction): string {
  return `${prefix}expected:${direction}`;
}

/**
 * What was said of an effect on a person that waits in a set. The same effect may come back to the set later: that is another
 * one, since nobody was shown it.
 */
export function answerIdentity(personId: string, effect: Effect & Pick<QuarantinedEffect, 'set' | 'since'>): string {
  return `${prefix}answer:${sha256([effect.set, personId, effectKey(effect), effect.since])}`;
}

/** Milliseconds in which people are counted together. */
export const hour = 3_600_000;

/** The people who changed in an hour, by cause. */
export function hourIdentity(at: number): string {
  return `${prefix}hour:${new Date(at).toISOString().slice(0, 13)}`;
}

/** The hours that make a day together with the present one. */
export function hoursBefore(at: number): readonly string[] {
  return Array.from({ length: 23 }, (_, index) => hourIdentity(at - (index + 1) * hour));
}

/** The field that counts everybody whose access was revoked in the hour. */
export const everybodyRevoked = 'revocations_all';

/** The field of an hour that counts the people of one cause, and of the open sets that has the cause's. */
export function counterOf(direction: Direction, causeId: string): string {
  return `${direction}_${causeId}`;
}

/** The field of an hour that counts the people who are expected. No other field counts them. */
export function expectedCounter(direction: Direction, { at }: Pick<Expectation, 'at'>): string {
  return counterOf(direction, `expected_${Date.parse(at)}`);
}

const counted = z.number();

/** @returns 0 for an hour in which nobody was counted */
export function countIn(item: LedgerItem | undefined, counter: string): number {
  return counted.parse((item && fieldsOf(item, 'safeguard')[counter]) ?? 0);
}

const headcount = z.object({
  active: z.optional(z.number()),
  countedAt: z.optional(z.string()),
  /** Of a count that is not at its end. */
  countedSoFar: z._default(z.number(), 0),
  next: z.optional(z.string()),
});
const expectation = z.object({ count: z.number(), until: z.string(), source: z.optional(z.string()), at: z.string() });

export function headcountIn(item: LedgerItem | undefined): z.output<typeof headcount> {
  return headcount.parse(item === undefined ? {} : fieldsOf(item, 'safeguard'));
}

export function expectationIn(item: LedgerItem | undefined): Expectation | undefined {
  return item && expectation.parse(fieldsOf(item, 'safeguard'));
}
