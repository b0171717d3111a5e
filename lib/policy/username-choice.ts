/** The policy's choice of the attributes that can hold the Zuora username: for all sources, or source by source. */
import * as z from 'zod/mini';
import type { Problem } from '../check.ts';
import { isObject } from '../json.ts';
import { attribute } from './pattern-schema.ts';
import { sourceNameProblem } from './source-lists.ts';

/** In order of preference. */
const attributes = z.pipe(
  z.union([attribute, z.array(attribute).check(z.minLength(1))], {
    error: 'must be an attribute, or a list of attributes in order of preference',
  }),
  z.transform((names): readonly string[] => [names].flat()),
);

const bySource = z.record(z.string(), attributes);

/** In the form by source, `default` stands for every source that is not named. */
export const usernameChoice = z.pipe(
  z.union([attributes, bySource], {
    error: ({ input }) =>
      isObject(input)
        ? 'must name for each source an attribute, or a list of attributes in order of preference'
        : 'must be an attribute, a list of attributes in order of preference, or such lists by source',
  }),
  z.transform((choice): UsernameChoice => choice),
);

export type UsernameChoice = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** @param source the name of a source; the default attributes without it */
export function usernameAttributes(choice: UsernameChoice, source = defaultName): readonly string[] {
  if (isList(choice)) return choice;
  return (Object.hasOwn(choice, source) ? choice[source] : choice[defaultName]) ?? [];
}

/** The fields of a choice in any form, each with the attribute that it names. Malformed parts are skipped. */
export function usernameFields(choice: unknown): readonly { readonly field: string; readonly name: string }[] {
  if (!isObject(choice)) return fieldsIn('username', choice);
  return Object.entries(choice).flatMap(([source, names]) => fieldsIn(`username.${source}`, names));
}

/** A choice without `default` would leave the other sources without usernames. */
export function unknownSourceProblems(choice: unknown): readonly Problem[] {
  if (!isObject(choice)) return [];
  return [
    ...(Object.hasOwn(choice, defaultName)
      ? []
      : [{ field: 'username', problem: 'must have default, for the sources that it does not name' }]),
    ...Object.keys(choice).flatMap((source) => {
      const problem = sourceNameProblem(source, [defaultName]);
      return problem === undefined ? [] : [{ field: `username.${source}`, problem }];
    }),
  ];
}

const defaultName = 'default';

function isList(choice: UsernameChoice): choice is readonly string[] {
  return Array.isArray(choice);
}

function fieldsIn(field: string, names: unknown): { readonly field: string; readonly name: string }[] {
  const indexed = Array.isArray(names)
    ? names.map((name: unknown, index) => ({ field: `${field}.${index}`, name }))
    : [{ field, name: names }];
  return indexed.flatMap(({ field, name }) => (typeof name === 'string' ? [{ field, name }] : []));
}
