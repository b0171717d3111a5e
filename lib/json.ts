/** Reads JSON of unknown origin. Nothing here throws. */

export type Json = Readonly<Record<string, unknown>>;

/** What is longer is no name, id or address of anything, and is read as absent. */
const maxTextLength = 1024;

const nothing: Json = Object.freeze({});

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object itself, or an empty one, so that a path into a payload reads on. */
export function object(value: unknown): Json {
  return isObject(value) ? value : nothing;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text without white space around it, or a number as text, since vendors write ids either way. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string' || value.length > maxTextLength) return undefined;
  return value.trim() || undefined;
}

/** The first of the values that is a text. */
export function firstText(...values: readonly unknown[]): string | undefined {
  for (const value of values) {
    const found = text(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The texts among the values, each once. */
export function texts(values: readonly unknown[]): string[] {
  return [...new Set(values.map(text).filter((value) => value !== undefined))];
}

/** A truth value, which some vendors write as text: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility */
export function flag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}
