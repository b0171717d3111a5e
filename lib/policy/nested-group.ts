/** Tells a group inside a group from a person, where the source does not. */
import type { PersonReading } from '../identity/reading.ts';
import { comparableValues } from './comparable-values.ts';
import { namesOneOf } from './pattern.ts';
import type { Policy } from './policy.ts';

/** The attributes that can hold a group's name or id. A display name can be a person's and a group's. */
const groupIdentifiers = ['userName', 'email', 'id'];

/**
 * Whether the policy knows the member as a group, and the source does not say that it is a person. Google, for one, names
 * groups and people by their addresses alike.
 */
export function isNestedGroup({ rules }: Policy, { mayBeGroup, person }: PersonReading): boolean {
  if (mayBeGroup !== true) return false;
  const names = comparableValues(
    groupIdentifiers
      .map((attribute) => (Object.hasOwn(person, attribute) ? person[attribute] : undefined))
      .filter((name) => typeof name === 'string'),
  );
  return rules
    .flatMap(({ when }) => (Object.hasOwn(when, 'groups') ? (when['groups'] ?? []) : []))
    .filter((matcher) => typeof matcher !== 'object' || 'equals-ignore-case' in matcher)
    .some((matcher) => namesOneOf(matcher, names));
}
