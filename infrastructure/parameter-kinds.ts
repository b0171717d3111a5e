/** The kinds of values that a parameter can have. `--param` gives every value as text, and a list with commas. */
import type * as z from 'zod/mini';
import { type Tags, tagKey, tagValue } from './tags.ts';

/** Reads the value of a parameter, which may be of any type. */
export type Kind<T> = (given: unknown) => Reading<T>;

/** What a text must look like. */
type Form = z.ZodMiniType<string>;

type Reading<T> = { readonly value: T } | { readonly problem: string };

export function flag(given: unknown): Reading<boolean> {
  if (given === true || given === 'true') return { value: true };
  if (given === false || given === 'false') return { value: false };
  return { problem: `must be true or false, not ${quoted(given)}` };
}

export function path(given: unknown): Reading<string> {
  return typeof given === 'string' && given !== ''
    ? { value: given }
    : { problem: 'must be the path of a file in this project' };
}

export function oneOf<T extends string>(...choices: T[]): Kind<T> {
  return (given) => {
    const value = choices.find((choice) => choice === given);
    return value === undefined ? { problem: `must be ${choices.join(' or ')}, not ${quoted(given)}` } : { value };
  };
}

/** @returns empty for none */
export function optional(form: Form): Kind<string> {
  return (given) =>
    typeof given === 'string' && (given === '' || form.safeParse(given).success)
      ? { value: given }
      : { problem: `${demandOf(form)}, or '' for none, not ${quoted(given)}` };
}

/** @returns 0 for none */
export function count(unit: 'hours' | 'days', max: number): Kind<number> {
  return wholeNumber(0, max, `of ${unit} from 1 to ${max}, or 0 for none`);
}

export function countFromOne(unit: 'days' | 'calls', max: number): Kind<number> {
  return wholeNumber(1, max, `of ${unit} from 1 to ${max}`);
}

function wholeNumber(min: number, max: number, which: string): Kind<number> {
  return (given) => {
    const value = typeof given === 'string' ? Number(given.trim() || Number.NaN) : given;
    return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? { value }
      : { problem: `must be a whole number ${which}, not ${quoted(given)}` };
  };
}

/** @param max how many members there may be */
export function listOf(form: Form, max = Number.POSITIVE_INFINITY): Kind<string[]> {
  return (given) => {
    const members = typeof given === 'string' ? membersOf(given) : given;
    if (!Array.isArray(members)) return { problem: `must be a list, not ${quoted(given)}` };
    if (members.length > max) return { problem: `must have at most ${max} members, not ${members.length}` };
    const misfits = members.filter((member) => !form.safeParse(member).success);
    return misfits.length > 0
      ? { problem: `each ${demandOf(form)}, not ${misfits.map(quoted).join(' or ')}` }
      : { value: members };
  };
}

/** As text: `team=identity, cost-center=4711`. */
export function tags(given: unknown): Reading<Tags> {
  const pairs = typeof given === 'string' ? membersOf(given).filter(Boolean).map(pairOf) : entriesOf(given);
  if (pairs === undefined) return { problem: `must be keys with values, not ${quoted(given)}` };
  const keys = pairs.map(([key]) => key);
  const badKeys = keys.filter((key) => !tagKey.safeParse(key).success);
  if (badKeys.length > 0) return { problem: `each key ${demandOf(tagKey)}, not ${badKeys.map(quoted).join(' or ')}` };
  const badValue = pairs.find(([, value]) => !tagValue.safeParse(value).success);
  if (badValue) return { problem: `the value of ${badValue[0]} ${demandOf(tagValue)}, not ${quoted(badValue[1])}` };
  const same = keys.find((key, index) => keys.findIndex((other) => equalForIam(key, other)) < index);
  if (same !== undefined) return { problem: `has ${same} twice: IAM does not tell upper case from lower case` };
  return { value: Object.fromEntries(pairs.map(([key, value]) => [key, String(value)])) };
}

function membersOf(text: string): string[] {
  return text.split(',').map((member) => member.trim());
}

function pairOf(text: string): [key: string, value: unknown] {
  const [key = '', ...value] = text.split('=');
  return [key, value.join('=')];
}

function entriesOf(given: unknown): [string, unknown][] | undefined {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.entries(given) : undefined;
}

function equalForIam(key: string, other: string): boolean {
  return key.toLowerCase() === other.toLowerCase();
}

/** The error message of a form. No form allows the empty text. */
function demandOf(form: Form): string {
  return form.safeParse('').error?.issues[0]?.message ?? '';
}

function quoted(value: unknown): string {
  return JSON.stringify(value);
}
